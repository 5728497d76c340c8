import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useRequiredParam } from "../../app/params";
import { may } from "../../app/rights";
import { useCurrentTeam, useEnterTeam, useMe } from "../../app/team";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { PageHeader } from "../../ui/page";
import { CreateAccountModal } from "./CreateAccountModal";
import { useAccounts } from "./queries";
import { StateBadge } from "./StateBadge";

export function AccountsPage() {
  const teamId = useRequiredParam("teamId");
  useEnterTeam(teamId);
  const me = useMe();
  const current = useCurrentTeam();
  const team = me.data?.teams.find((membership) => membership.teamId === teamId) ?? current;
  const accounts = useAccounts(teamId);
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const empty = accounts.data?.length === 0;

  const mayCreate = may(me.data, teamId, "manageAccounts");

  const createButton = (label: string) =>
    mayCreate && (
      <Button look="primary" data-testid="create-account" onClick={() => setCreating(true)}>
        <Icon name="plus" /> {label}
      </Button>
    );

  return (
    <>
      <PageHeader
        title="Accounts"
        eyebrow={team?.teamName}
        lead={empty ? undefined : "Each one is a private space for messages, with its own users, limits and bill."}
        actions={accounts.data !== undefined && !empty ? createButton("Create account") : undefined}
      />
      <ErrorNotice error={accounts.error} onRetry={() => void accounts.refetch()} />
      {accounts.isPending && <Skeleton lines={5} label="Loading accounts" />}
      {empty && (
        <EmptyState
          title={mayCreate ? "Create your first account" : "No accounts yet"}
          action={createButton("Create your first account")}
        >
          {mayCreate
            ? "An account is where your messages live. Make one, add a user to it, and connect with any NATS client: it takes a minute."
            : "An account is where messages live. An owner, admin or operator of this team can make one."}
        </EmptyState>
      )}
      {accounts.data !== undefined && !empty && (
        <ul className="account-list">
          {accounts.data.map((account) => (
            <li key={account.id} className="account-row">
              <div className="account-row-main">
                <Link to={`/accounts/${account.id}`} className="stretched" data-testid="account-link">
                  {account.name}
                </Link>
                <span className="faint clip">{account.description || account.publicKey}</span>
              </div>
              <span className="faint hide-narrow" title={formatDateTime(account.createdAt)}>
                made {formatAgo(account.createdAt)}
              </span>
              <StateBadge state={account.state} />
            </li>
          ))}
        </ul>
      )}
      {creating && (
        <CreateAccountModal
          teamId={teamId}
          onClose={() => setCreating(false)}
          onCreated={(account) => {
            setCreating(false);
            void navigate(`/accounts/${account.id}`);
          }}
        />
      )}
    </>
  );
}
