import { useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../../api/client";
import type { Account } from "../../api/types";
import { may } from "../../app/rights";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";

/** Deletion closes the account at once and takes it away later: until then it can be undone. */
export function DeleteCard({ account }: { account: Account }) {
  const mayDelete = may(useMe().data, account.teamId, "manageAccounts");
  if (account.deletion !== undefined) return <UndoCard account={account} mayDelete={mayDelete} />;
  return (
    <Card title="Delete" className="card-danger">
      <div className="split">
        <p>
          {mayDelete
            ? "Closes every connection at once. For seven days you can restore the account with all that is in it; then it is gone."
            : "Your role in the team does not let you delete accounts."}
        </p>
        {mayDelete && <DeleteButton account={account} />}
      </div>
    </Card>
  );
}

function DeleteButton({ account }: { account: Account }) {
  const api = useApi();
  const [asking, setAsking] = useState(false);
  const remove = useAction(
    async () =>
      unwrap(await api.control.DELETE("/api/v1/accounts/{accountId}", { params: { path: { accountId: account.id } } })),
    {
      stale: [
        ["account", account.id],
        ["accounts", account.teamId],
      ],
      said: `Account ${account.name} is being deleted`,
      onDone: () => setAsking(false),
    },
  );
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)} data-testid="account-delete">
        Delete account
      </Button>
      {asking && (
        <ConfirmModal
          title={`Delete ${account.name}?`}
          action="Delete account"
          typed={account.name}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
          testId="confirm-delete"
        >
          <p>Its clients are disconnected within seconds. You can undo this for seven days, here in its settings.</p>
        </ConfirmModal>
      )}
    </>
  );
}

function UndoCard({ account, mayDelete }: { account: Account; mayDelete: boolean }) {
  const api = useApi();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const params = { path: { accountId: account.id } };
  const stale = [
    ["account", account.id],
    ["accounts", account.teamId],
    ["quotas", account.teamId],
  ];
  const restore = useAction(
    async () => unwrap(await api.control.POST("/api/v1/accounts/{accountId}/restore", { params })),
    { stale, said: `Account ${account.name} is restored` },
  );
  const purge = useAction(
    async () => unwrap(await api.control.POST("/api/v1/accounts/{accountId}/purge", { params })),
    {
      stale: [["accounts", account.teamId]],
      said: `Account ${account.name} is gone`,
      onDone: () => void navigate(`/teams/${account.teamId}/accounts`, { replace: true }),
    },
  );
  return (
    <Card title="Being deleted" className="card-danger">
      <div className="split">
        <p>
          Nobody can connect. On {account.deletion && formatDateTime(account.deletion.purgeAt)} the account goes for
          good, with its users, keys and messages. Until then you can restore all of it.
        </p>
        {mayDelete && (
          <div className="actions">
            <Button onClick={() => setAsking(true)} data-testid="account-purge">
              Delete now
            </Button>
            <Button
              look="primary"
              busy={restore.isPending}
              onClick={() => restore.mutate()}
              data-testid="account-restore"
            >
              Restore account
            </Button>
          </div>
        )}
      </div>
      <ErrorNotice error={restore.error} />
      {asking && (
        <ConfirmModal
          title={`Delete ${account.name} for good?`}
          action="Delete for good"
          typed={account.name}
          busy={purge.isPending}
          error={purge.error}
          onConfirm={() => purge.mutate()}
          onClose={() => setAsking(false)}
          testId="confirm-purge"
        >
          <p>Everything in it is lost. This cannot be undone.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}
