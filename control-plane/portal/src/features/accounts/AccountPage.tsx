import { Link, NavLink, Outlet, useOutletContext } from "react-router";
import type { Account } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { useEnterTeam } from "../../app/team";
import { CopyButton } from "../../ui/Button";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { PageHeader, useAnnounceChange } from "../../ui/page";
import { PageTabs } from "../../ui/PageTabs";
import { OnlyLooking } from "./Allowed";
import { useAccount } from "./queries";
import { StateBadge, stateWord } from "./StateBadge";

const TABS = [
  { to: ".", label: "Overview", key: "overview" },
  { to: "streams", label: "Streams", key: "streams" },
  { to: "monitor", label: "Monitor", key: "monitor" },
  { to: "trace", label: "Trace", key: "trace" },
  { to: "alerts", label: "Alerts", key: "alerts" },
  { to: "users", label: "Users", key: "users" },
  { to: "keys", label: "Keys", key: "keys" },
  { to: "sharing", label: "Sharing", key: "sharing" },
  { to: "usage", label: "Usage", key: "usage" },
  { to: "settings", label: "Settings", key: "settings" },
] as const;

/** What is the same on every tab of an account: its name, its state as it changes, and the tabs. */
export function AccountPage() {
  const accountId = useRequiredParam("accountId");
  const account = useAccount(accountId);
  useEnterTeam(account.data?.teamId);
  useAnnounceChange(account.data && `Account ${account.data.name} is now ${stateWord(account.data.state)}`);

  if (account.data === undefined) {
    return account.isError ? (
      <>
        <PageHeader title="Account" />
        <ErrorNotice error={account.error} onRetry={() => void account.refetch()} />
      </>
    ) : (
      <Skeleton lines={6} label="Loading the account" />
    );
  }
  const { data } = account;
  return (
    <>
      <PageHeader
        key={data.id}
        title={data.name}
        eyebrow={<Link to={`/teams/${data.teamId}/accounts`}>Accounts</Link>}
        lead={data.description === "" ? undefined : data.description}
        actions={<StateBadge state={data.state} testId="account-state" />}
      />
      <div className="key-line">
        <span className="faint nowrap hide-narrow">Public key</span>
        <code className="clip">{data.publicKey}</code>
        <CopyButton text={data.publicKey} what="public key" compact />
      </div>
      {account.isError && <ErrorNotice error={account.error} />}
      <StateNotice account={data} />
      <OnlyLooking account={data} />
      <PageTabs label="Account">
        {TABS.map(({ to, label, key }) => (
          <NavLink key={key} to={to} end={to === "."} data-testid={`tab-${key}`}>
            {label}
          </NavLink>
        ))}
      </PageTabs>
      <Outlet context={data} />
    </>
  );
}

/** The account that the tabs are about. */
export function useOpenAccount(): Account {
  return useOutletContext<Account>();
}

function StateNotice({ account }: { account: Account }) {
  switch (account.state) {
    case "active":
      return null;
    case "provisioning":
      return (
        <Notice tone="info" title={account.suspended ? "Suspending" : "On its way to the nodes"}>
          {account.stateReason ?? "This takes a second or two. The page follows by itself."}
        </Notice>
      );
    case "degraded":
      return (
        <Notice tone="warning" title="The nodes do not all have the newest version">
          {account.stateReason ?? "The last change has not arrived everywhere."} Repair goes on by itself; connected
          clients keep working.
        </Notice>
      );
    case "suspended":
      return (
        <Notice tone="warning" title="This account is suspended">
          All its connections are closed and new ones are refused. Resume it under <Link to="settings">Settings</Link>;
          nothing is lost.
        </Notice>
      );
    case "deleting":
      return (
        <Notice tone="danger" title="This account is being deleted">
          It is closed. Under <Link to="settings">Settings</Link> you can restore it until{" "}
          {account.deletion === undefined ? "it is gone" : formatDateTime(account.deletion.purgeAt)}.
        </Notice>
      );
  }
}
