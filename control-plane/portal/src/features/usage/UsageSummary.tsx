import { isTransient } from "../../api/problem";
import type { Usage } from "../../api/types";
import { Button } from "../../ui/Button";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatBytes, formatCount, formatMoney } from "../../ui/format";
import { useUsage } from "./queries";

/** Messages, bytes and cost of the current month, as they grow. */
export function UsageSummary({ accountId }: { accountId: string }) {
  const usage = useUsage(accountId);
  if (usage.data !== undefined) {
    return (
      <>
        <UsageFigures usage={usage.data} />
        {usage.isError && <p className="faint">Billing does not answer just now; these figures are a little old.</p>}
      </>
    );
  }
  if (usage.isPending) return <Skeleton lines={3} label="Loading usage" />;
  return <UsageAway error={usage.error} onRetry={() => void usage.refetch()} />;
}

/** Billing being away must not look like a broken account. */
export function UsageAway({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (!isTransient(error)) return <ErrorNotice error={error} onRetry={onRetry} />;
  return (
    <Notice
      tone="warning"
      title="Billing is away at the moment"
      testId="usage-away"
      action={
        <Button className="button-compact" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      Your messages are not affected and are still counted; the figures come back with billing.
    </Notice>
  );
}

export function UsageFigures({ usage }: { usage: Usage }) {
  const messages = usage.in.messages + usage.out.messages;
  const bytes = usage.in.bytes + usage.out.bytes;
  return (
    <>
      <dl className="figures">
        <div className="figure">
          <dt className="figure-label">Messages</dt>
          <dd className="figure-value" data-testid="usage-messages" data-value={messages}>
            {formatCount(messages)}
          </dd>
          <dd className="faint">
            {formatCount(usage.in.messages)} in, {formatCount(usage.out.messages)} out
          </dd>
        </div>
        <div className="figure">
          <dt className="figure-label">Data</dt>
          <dd
            className="figure-value"
            data-testid="usage-bytes"
            data-value={bytes}
            title={`${formatCount(bytes)} bytes`}
          >
            {formatBytes(bytes)}
          </dd>
          <dd className="faint">
            {formatBytes(usage.in.bytes)} in, {formatBytes(usage.out.bytes)} out
          </dd>
        </div>
        <div className="figure">
          <dt className="figure-label">Cost so far</dt>
          <dd className="figure-value" data-testid="usage-cost" data-value={usage.total.amount}>
            {formatMoney(usage.total)}
          </dd>
          <dd className="faint">on the plan {usage.plan.name}</dd>
        </div>
      </dl>
      <p className="faint metered">
        {usage.meteredUntil === undefined
          ? "Nothing has been counted yet; the first figures come a few seconds after the first message."
          : `Counted until ${formatAgo(usage.meteredUntil)}.`}
      </p>
    </>
  );
}
