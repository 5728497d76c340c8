import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Token } from "../../api/types";
import { useMe } from "../../app/team";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { EmptyState, ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatAgo, formatDate } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card, PageHeader } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";
import { CodeBlock } from "../users/ConnectSnippets";

const DAY_SECONDS = 86_400;
const EXPIRY_DAYS = [7, 30, 90, 365] as const;
const DEFAULT_EXPIRY_DAYS = 90;

interface IssuedToken {
  readonly name: string;
  readonly secret: string | undefined;
}

export function TokensPage() {
  const api = useApi();
  const tokens = useQuery({
    queryKey: ["tokens"],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<Token>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/tokens", {
            params: { query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
  });
  const me = useMe();
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedToken>();
  const [revoking, setRevoking] = useState<Token>();
  const empty = tokens.data?.length === 0 && issued === undefined;

  const createButton = (
    <Button look="primary" data-testid="create-token" onClick={() => setCreating(true)}>
      <Icon name="plus" /> Create token
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Personal access tokens"
        lead="For scripts, Terraform and the REST API. A token may do what you may do, or the part of it that you choose."
        actions={tokens.data !== undefined && !empty ? createButton : undefined}
      />
      <div className="stack-loose">
        {issued !== undefined && <IssuedTokenCard issued={issued} onDone={() => setIssued(undefined)} />}
        <ErrorNotice error={tokens.error} onRetry={() => void tokens.refetch()} />
        {tokens.isPending && <Skeleton lines={4} label="Loading tokens" />}
        {empty && (
          <EmptyState title="No tokens yet" action={createButton}>
            Make one to create accounts and users from a script, or to let Terraform keep them.
          </EmptyState>
        )}
        {tokens.data !== undefined && tokens.data.length > 0 && (
          <Card>
            <ul className="rows">
              {tokens.data.map((token) => (
                <li key={token.id} className="row" data-testid="token-row">
                  <div className="row-main">
                    <strong>{token.name}</strong>
                    <span className="tags">
                      <code>{token.prefix}…</code>
                      <span className="tag">{token.access === "read" ? "only reads" : "reads and changes"}</span>
                      {token.accountId !== undefined && <span className="tag">one account</span>}
                      {token.accountId === undefined && token.teamId !== undefined && (
                        <span className="tag">
                          {me.data?.teams.find((team) => team.teamId === token.teamId)?.teamName ?? "one team"}
                        </span>
                      )}
                    </span>
                    <span className="faint">
                      {token.lastUsedAt === undefined ? "Never used" : `Used ${formatAgo(token.lastUsedAt)}`}
                      {" · "}
                      {expiry(token)}
                    </span>
                  </div>
                  <Button
                    className="row-action"
                    aria-label={`Revoke token ${token.name}`}
                    data-testid="revoke-token"
                    onClick={() => setRevoking(token)}
                  >
                    Revoke
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      {creating && (
        <CreateTokenModal
          onClose={() => setCreating(false)}
          onCreated={(token) => {
            setCreating(false);
            setIssued(token);
            announce(`Token ${token.name} is made. Save it now.`);
          }}
        />
      )}
      {revoking !== undefined && <RevokeTokenModal token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function expiry(token: Token): string {
  if (token.expiresAt === undefined) return "never expires";
  return `${Date.parse(token.expiresAt) < Date.now() ? "expired" : "expires"} ${formatDate(token.expiresAt)}`;
}

function IssuedTokenCard({ issued, onDone }: { issued: IssuedToken; onDone: () => void }) {
  return (
    <Card
      className="card-highlight"
      title={`Token ${issued.name}`}
      actions={
        <Button onClick={onDone} data-testid="token-done">
          Done
        </Button>
      }
    >
      {issued.secret === undefined ? (
        <Notice tone="warning" title="This token cannot be shown again">
          It was made by an earlier attempt whose answer was lost on the way. Revoke it and make another.
        </Notice>
      ) : (
        <>
          <Notice tone="warning" title="Save this token now: it will not be shown again">
            Treat it like a password.
          </Notice>
          <div className="secret">
            <code data-testid="token-secret">{issued.secret}</code>
            <CopyButton text={issued.secret} what="token" />
          </div>
          <CodeBlock
            title="Try it"
            what="command"
            code={`export VAGUS_TOKEN=…   # the token above\ncurl -H "Authorization: Bearer $VAGUS_TOKEN" ${location.origin}/api/v1/me`}
          />
        </>
      )}
    </Card>
  );
}

function CreateTokenModal({ onClose, onCreated }: { onClose: () => void; onCreated: (token: IssuedToken) => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [days, setDays] = useState(DEFAULT_EXPIRY_DAYS);
  const [access, setAccess] = useState<Token["access"]>("write");
  const [teamId, setTeamId] = useState("");
  const me = useMe();
  const create = useMutation({
    mutationFn: async (): Promise<IssuedToken> => {
      const body = {
        name: name.trim(),
        expiresInSeconds: days * DAY_SECONDS,
        access,
        ...(teamId === "" ? {} : { teamId }),
      };
      const made = unwrap(await api.control.POST("/api/v1/tokens", { params: { header: submission.for(body) }, body }));
      return { name: made.name, secret: made.secret };
    },
    // The answer holds the secret: it must not stay in the cache of mutations.
    gcTime: 0,
    onSuccess: (token) => {
      submission.spent();
      void queryClient.invalidateQueries({ queryKey: ["tokens"] });
      onCreated(token);
    },
  });
  return (
    <Modal title="Create a token" onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", "expiresInSeconds", "access", "teamId"]} />
        <TextField
          label="Name"
          hint="Where it is used: laptop, deploy pipeline, Terraform."
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="token-name"
        />
        <SelectField
          label="Expires"
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          error={fieldError(create.error, "expiresInSeconds")}
          data-testid="token-expiry"
        >
          {EXPIRY_DAYS.map((each) => (
            <option key={each} value={each}>
              In {each} days
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Access"
          hint="A token that only reads changes nothing, whatever your role."
          value={access}
          onChange={(value) => setAccess(value === "read" ? "read" : "write")}
          error={fieldError(create.error, "access")}
          data-testid="token-access"
        >
          <option value="write">Read and change</option>
          <option value="read">Only read</option>
        </SelectField>
        <SelectField
          label="Team"
          value={teamId}
          onChange={setTeamId}
          error={fieldError(create.error, "teamId")}
          data-testid="token-team"
        >
          <option value="">All my teams</option>
          {me.data?.teams.map((team) => (
            <option key={team.teamId} value={team.teamId}>
              {team.teamName}
            </option>
          ))}
        </SelectField>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="token-submit">
            Create token
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function RevokeTokenModal({ token, onClose }: { token: Token; onClose: () => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: async () =>
      unwrap(await api.control.DELETE("/api/v1/tokens/{tokenId}", { params: { path: { tokenId: token.id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["tokens"] });
      announce(`Token ${token.name} is revoked`);
      onClose();
    },
  });
  return (
    <ConfirmModal
      title={`Revoke ${token.name}?`}
      action="Revoke token"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
      testId="confirm-revoke-token"
    >
      <p>Whatever uses it stops working at once. NATS users and their connections are not touched.</p>
    </ConfirmModal>
  );
}
