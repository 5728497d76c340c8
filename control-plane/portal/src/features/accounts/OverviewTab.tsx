import { Link } from "react-router";
import { ButtonLink } from "../../ui/Button";
import { formatLimit } from "../../ui/format";
import { Card } from "../../ui/page";
import { UsageSummary } from "../usage/UsageSummary";
import { useUsers } from "../users/queries";
import { useOpenAccount } from "./AccountPage";
import { tellingLimits } from "./limits";
import { TrafficCard } from "./TrafficCard";

export function OverviewTab() {
  const account = useOpenAccount();
  const users = useUsers(account.id);
  return (
    <div className="overview">
      {users.data?.length === 0 && (
        <Card className="next-step">
          <div>
            <h2>Next: create a user</h2>
            <p>A user has a credentials file. With it any NATS client connects to this account.</p>
          </div>
          <ButtonLink look="primary" to="users" data-testid="go-create-user">
            Create a user
          </ButtonLink>
        </Card>
      )}
      <TrafficCard account={account} />
      <div className="two-columns">
        <Card title="This month" actions={<Link to="usage">Details</Link>}>
          <UsageSummary accountId={account.id} />
        </Card>
        <Card title="Limits" actions={<Link to="settings">Change</Link>}>
          <dl className="facts">
            {tellingLimits(account.limits).map(({ key, label, format }) => (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{formatLimit(account.limits[key], format)}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
    </div>
  );
}
