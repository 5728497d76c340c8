import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { ClientConnection, NatsUser } from "../../api/types";
import { mayInAccount } from "../../app/rights";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { Form } from "../../ui/fields";
import { formatAgo, formatBytes, formatCount, formatDateTime } from "../../ui/format";
import { Modal } from "../../ui/Modal";
import { Tabs } from "../../ui/Tabs";
import { StateBadge } from "../accounts/StateBadge";
import { OverlapField } from "../keys/OverlapField";
import { PermissionPreview } from "../keys/PermissionPreview";
import { UserOverTime } from "../monitor/UserOverTime";
import { useApi, useSessionStatus } from "../session/SessionContext";
import type { IssuedCredentials } from "./CredentialsPanel";

const POLL_MILLIS = 5_000;

/** All about one user: who is connected now, what it did over time, what was handed out, new credentials, and what it may do. */
export function UserDrawer({
  accountId,
  teamId,
  user,
  onClose,
  onIssued,
}: {
  accountId: string;
  teamId: string;
  user: NatsUser;
  onClose: () => void;
  onIssued: (issued: IssuedCredentials) => void;
}) {
  const mayIssue = mayInAccount(useMe().data, { id: accountId, teamId }, "develop");
  return (
    <Modal title={user.name} onClose={onClose} wide>
      <dl className="facts">
        <div>
          <dt>State</dt>
          <dd>
            <StateBadge state={user.state} />
          </dd>
        </div>
        <div>
          <dt>Public key</dt>
          <dd>
            <code className="clip">{user.publicKey}</code>
          </dd>
        </div>
        <div>
          <dt>Issued</dt>
          <dd>
            {formatDateTime(user.issuedAt)}
            {user.expiresAt === undefined ? ", never expires" : `, until ${formatDateTime(user.expiresAt)}`}
          </dd>
        </div>
        {user.tags.length > 0 && (
          <div>
            <dt>Tags</dt>
            <dd>{user.tags.join(", ")}</dd>
          </div>
        )}
      </dl>
      <Tabs
        label={`About ${user.name}`}
        testId="user"
        tabs={[
          { key: "connections", label: "Connections", content: <Connections {...{ accountId, teamId, user }} /> },
          {
            key: "activity",
            label: "Over time",
            content: <UserOverTime accountId={accountId} userId={user.id} />,
          },
          { key: "issued", label: "Handed out", content: <HandedOut accountId={accountId} user={user} /> },
          ...(mayIssue
            ? [{ key: "rotate", label: "New credentials", content: <Rotate {...{ accountId, user, onIssued }} /> }]
            : []),
          { key: "try", label: "May it?", content: <PermissionPreview accountId={accountId} userId={user.id} /> },
        ]}
      />
    </Modal>
  );
}

function Connections({ accountId, teamId, user }: { accountId: string; teamId: string; user: NatsUser }) {
  const api = useApi();
  const mayKick = mayInAccount(useMe().data, { id: accountId, teamId }, "operate");
  const connections = useQuery({
    queryKey: ["connections", accountId, user.id],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: POLL_MILLIS,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/connections", {
          params: { path: { accountId }, query: { userId: user.id } },
          signal,
        }),
      ),
  });
  const kick = useAction(
    async ({ node, cid }: ClientConnection) =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/connections/kick", {
          params: { path: { accountId } },
          body: { node, cid },
        }),
      ),
    { stale: [["connections", accountId]], said: "The connection is closed" },
  );
  const items = connections.data?.items ?? [];
  return (
    <div className="stack-tight">
      <ErrorNotice error={connections.error ?? kick.error} onRetry={() => void connections.refetch()} />
      {connections.isPending && <Skeleton lines={2} label="Asking the nodes" />}
      {connections.data !== undefined && connections.data.nodesAnswered < connections.data.nodesAsked && (
        <p className="faint">
          {connections.data.nodesAnswered} of {connections.data.nodesAsked} nodes answered: there may be more.
        </p>
      )}
      {connections.data !== undefined && items.length === 0 && (
        <p className="faint">Not connected. A client appears here within seconds of connecting with its credentials.</p>
      )}
      <ul className="rows">
        {items.map((each) => (
          <li key={`${each.node}-${each.cid}`} className="row" data-testid="connection-row">
            <div className="row-main">
              <strong>{each.name === "" ? `Connection ${each.cid}` : each.name}</strong>
              <span className="faint">
                {each.address}, {each.language} {each.version}, since {formatAgo(each.connectedAt)}
              </span>
              <span className="faint">
                {formatCount(each.subscriptions)} subscriptions, in {formatCount(each.inMessages)} messages (
                {formatBytes(each.inBytes)}), out {formatCount(each.outMessages)} ({formatBytes(each.outBytes)})
              </span>
            </div>
            {mayKick && (
              <Button
                className="row-action"
                busy={kick.isPending && kick.variables.cid === each.cid}
                onClick={() => kick.mutate(each)}
                aria-label={`Close connection ${each.cid}`}
                data-testid="kick"
              >
                Close
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function HandedOut({ accountId, user }: { accountId: string; user: NatsUser }) {
  const api = useApi();
  const issued = useQuery({
    queryKey: ["credentials", accountId, user.id, user.issuedAt, user.state],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/users/{userId}/credentials", {
          params: { path: { accountId, userId: user.id }, query: { limit: 50 } },
          signal,
        }),
      ),
  });
  return (
    <div className="stack-tight">
      <ErrorNotice error={issued.error} onRetry={() => void issued.refetch()} />
      {issued.isPending && <Skeleton lines={2} label="Loading what was handed out" />}
      <ul className="rows">
        {issued.data?.items.map((each) => (
          <li key={each.id} className="row" data-testid="credential-row">
            <div className="row-main">
              <strong>{each.kind === "bearer" ? "Bearer token" : "Credentials file"}</strong>
              <span className="faint">
                Taken by {each.takenBy}, {formatDateTime(each.issuedAt)}
                {each.revokeAt !== undefined &&
                  each.revokedAt === undefined &&
                  `, works until ${formatDateTime(each.revokeAt)}`}
              </span>
              <span className="faint">
                SHA-256 <code className="clip">{each.checksum}</code>
              </span>
            </div>
            <StateBadge state={each.state} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Rotate({
  accountId,
  user,
  onIssued,
}: {
  accountId: string;
  user: NatsUser;
  onIssued: (issued: IssuedCredentials) => void;
}) {
  const api = useApi();
  const [overlap, setOverlap] = useState(0);
  const rotate = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/users/{userId}/rotate", {
          params: { path: { accountId, userId: user.id } },
          body: { overlapSeconds: overlap },
        }),
      ),
    {
      stale: [["users", accountId]],
      said: `New credentials of ${user.name} are here. Save them now.`,
      onDone: (made) =>
        onIssued({ user: made.user, creds: made.creds ?? made.bearerToken, permissions: made.user.permissions }),
    },
  );
  return (
    <Form error={rotate.error} onSubmit={() => !rotate.isPending && rotate.mutate()}>
      <p className="faint">
        A new key and a new file, shown once. Give the old ones time to go round, or end them at once.
      </p>
      <OverlapField
        label="What was handed out before works"
        seconds={overlap}
        onChange={setOverlap}
        testId="user-overlap"
      />
      <ErrorNotice error={rotate.error} />
      <div className="actions">
        <Button look="primary" type="submit" busy={rotate.isPending} data-testid="user-rotate">
          Hand out new credentials
        </Button>
      </div>
    </Form>
  );
}
