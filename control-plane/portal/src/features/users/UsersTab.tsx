import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { NatsUser } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { TextField } from "../../ui/fields";
import { formatAgo, formatDate, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed, useMayHere } from "../accounts/Allowed";
import { StateBadge } from "../accounts/StateBadge";
import { describePermissions } from "../keys/permissions";
import { useSigningKeys } from "../keys/queries";
import { useApi } from "../session/SessionContext";
import { ConnectSnippets } from "./ConnectSnippets";
import { CreateUserModal } from "./CreateUserModal";
import { CredentialsPanel, type IssuedCredentials } from "./CredentialsPanel";
import { useUsers } from "./queries";
import { RevokeAllModal } from "./RevokeAllModal";
import { UserDrawer } from "./UserDrawer";
import { credsFileName, exampleSubject } from "./snippets";

const SEARCH_FROM = 5;

type Ending = { user: NatsUser; how: "revoke" | "remove" };

export function UsersTab() {
  const account = useOpenAccount();
  const users = useUsers(account.id);
  const keys = useSigningKeys(account.id);
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedCredentials>();
  const [connecting, setConnecting] = useState<NatsUser>();
  const [ending, setEnding] = useState<Ending>();
  const [openId, setOpenId] = useState<string>();
  const [search, setSearch] = useState("");

  const [revokingAll, setRevokingAll] = useState(false);
  const mayDevelop = useMayHere()("develop");

  const createButton = (label: string) =>
    mayDevelop && (
      <Button look="primary" data-testid="create-user" onClick={() => setCreating(true)}>
        <Icon name="plus" /> {label}
      </Button>
    );
  const keyOf = (user: NatsUser) => keys.data?.find((key) => key.id === user.signingKeyId);
  const permissionsOf = (user: NatsUser) => {
    const key = keyOf(user);
    return key?.scoped === true ? key.permissions : user.permissions;
  };

  const opened = users.data?.find((user) => user.id === openId);
  const wanted = (user: NatsUser) =>
    [user.name, user.publicKey, ...user.tags].some((text) => text.toLowerCase().includes(search.trim().toLowerCase()));

  return (
    <div className="stack-loose">
      {issued !== undefined && (
        <CredentialsPanel
          key={issued.user.id}
          accountName={account.name}
          issued={issued}
          onDone={() => setIssued(undefined)}
        />
      )}
      {users.data?.length === 0 && issued === undefined ? (
        <EmptyState title="Create the first user" action={createButton("Create user")}>
          A user has a credentials file. Download it, paste one of the examples, and send your first message.
        </EmptyState>
      ) : (
        <Card
          title="Users"
          actions={
            <div className="actions">
              <Allowed right="develop">
                <Button data-testid="revoke-all" onClick={() => setRevokingAll(true)}>
                  Revoke all
                </Button>
              </Allowed>
              {users.data !== undefined && issued === undefined && createButton("Create user")}
            </div>
          }
        >
          {account.usersRevokedBefore !== undefined && (
            <p className="faint" data-testid="revoked-before">
              Credentials issued until {formatDateTime(account.usersRevokedBefore)} are refused, whoever has them.
            </p>
          )}
          <ErrorNotice error={users.error} onRetry={() => void users.refetch()} />
          {users.isPending && <Skeleton lines={4} label="Loading users" />}
          {(users.data?.length ?? 0) > SEARCH_FROM && (
            <TextField label="Find" type="search" value={search} onChange={setSearch} data-testid="user-search" />
          )}
          <ul className="rows">
            {users.data?.filter(wanted).map((user) => {
              const key = keyOf(user);
              return (
                <li key={user.id} className="row" data-testid="user-row">
                  <div className="row-main">
                    <strong>
                      {user.name} {key?.scoped === true && <span className="tag">{key.name}</span>}
                    </strong>
                    <span className="faint">{describePermissions(permissionsOf(user))}</span>
                    <span className="faint">{whenEnds(user)}</span>
                  </div>
                  <StateBadge state={user.state} testId="user-state" />
                  <div className="row-action">
                    <Button
                      aria-label={`All about ${user.name}`}
                      data-testid="open-user"
                      onClick={() => setOpenId(user.id)}
                    >
                      Details
                    </Button>
                    {user.state === "active" && (
                      <Button
                        aria-label={`Connect as ${user.name}`}
                        data-testid="connect-user"
                        onClick={() => setConnecting(user)}
                      >
                        <Icon name="terminal" /> Connect
                      </Button>
                    )}
                    {!mayDevelop ? null : user.state === "revoked" ? (
                      <Button
                        aria-label={`Remove ${user.name} from the list`}
                        data-testid="remove-user"
                        onClick={() => setEnding({ user, how: "remove" })}
                      >
                        Remove
                      </Button>
                    ) : (
                      <Button
                        aria-label={`Revoke ${user.name}`}
                        data-testid="revoke-user"
                        onClick={() => setEnding({ user, how: "revoke" })}
                      >
                        Revoke
                      </Button>
                    )}
                  </div>
                </li>
              );
            })}
          </ul>
        </Card>
      )}

      {creating && (
        <CreateUserModal
          accountId={account.id}
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setCreating(false);
            setIssued(made);
            announce(`User ${made.user.name} is made. Save its credentials now.`);
          }}
        />
      )}
      {opened !== undefined && (
        <UserDrawer
          accountId={account.id}
          teamId={account.teamId}
          user={opened}
          onClose={() => setOpenId(undefined)}
          onIssued={(made) => {
            setOpenId(undefined);
            setIssued({ ...made, permissions: permissionsOf(made.user) });
          }}
        />
      )}
      {connecting !== undefined && (
        <Modal title={`Connect as ${connecting.name}`} onClose={() => setConnecting(undefined)} wide>
          <p className="faint">
            With the credentials file you saved when {connecting.name} was made. Lost it? Hand out new credentials under
            Details.
          </p>
          <ConnectSnippets
            credsFile={credsFileName(account.name, connecting.name)}
            subject={exampleSubject(permissionsOf(connecting))}
          />
        </Modal>
      )}
      {revokingAll && <RevokeAllModal account={account} onClose={() => setRevokingAll(false)} />}
      {ending !== undefined && (
        <EndUserModal accountId={account.id} ending={ending} onClose={() => setEnding(undefined)} />
      )}
    </div>
  );
}

function whenEnds(user: NatsUser): string {
  if (user.revokedAt !== undefined) return `Revoked ${formatAgo(user.revokedAt)}`;
  const made = `Made ${formatDate(user.createdAt)}`;
  if (user.expiresAt === undefined) return `${made}, never expires`;
  return `${made}, ${user.state === "expired" ? "expired" : "expires"} ${formatDateTime(user.expiresAt)}`;
}

function EndUserModal({
  accountId,
  ending: { user, how },
  onClose,
}: {
  accountId: string;
  ending: Ending;
  onClose: () => void;
}) {
  const api = useApi();
  const queryClient = useQueryClient();
  const params = { path: { accountId, userId: user.id } };
  const end = useMutation({
    mutationFn: async () =>
      how === "revoke"
        ? unwrap(await api.control.POST("/api/v1/accounts/{accountId}/users/{userId}/revoke", { params }))
        : unwrap(await api.control.DELETE("/api/v1/accounts/{accountId}/users/{userId}", { params })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["users", accountId] });
      announce(how === "revoke" ? `${user.name} is revoked` : `${user.name} is removed`);
      onClose();
    },
  });
  return how === "revoke" ? (
    <ConfirmModal
      title={`Revoke ${user.name}?`}
      action="Revoke user"
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
      testId="confirm-revoke"
    >
      <p>Its connections are closed within seconds and its credentials never work again. This cannot be undone.</p>
    </ConfirmModal>
  ) : (
    <ConfirmModal
      title={`Remove ${user.name} from the list?`}
      action="Remove user"
      busy={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
      testId="confirm-remove"
    >
      <p>Its credentials stay revoked. The audit log keeps what happened.</p>
    </ConfirmModal>
  );
}
