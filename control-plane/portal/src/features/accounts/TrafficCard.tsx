import { lazy, Suspense } from "react";
import type { Account } from "../../api/types";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatBytes, formatCount, formatRate } from "../../ui/format";
import { Card } from "../../ui/page";
import { useTraffic } from "./queries";

const TrafficChart = lazy(async () => ({ default: (await import("./TrafficChart")).TrafficChart }));

/** What the account is doing now: message rates in and out, how they went, connections and subscriptions. */
export function TrafficCard({ account }: { account: Account }) {
  const traffic = useTraffic(account.id);
  const { data } = traffic;
  const limit = account.limits.connections;
  return (
    <Card title="Live traffic" actions={<Liveness failing={traffic.isError} sampled={data?.sampledAt !== undefined} />}>
      {traffic.isPending && <Skeleton lines={4} label="Loading traffic" />}
      {data === undefined && <ErrorNotice error={traffic.error} onRetry={() => void traffic.refetch()} />}
      {data !== undefined && (
        <>
          <div
            className="figures"
            data-testid="message-rate"
            data-in={data.in.messagesPerSecond}
            data-out={data.out.messagesPerSecond}
          >
            <Figure
              tone="in"
              label="In"
              value={formatRate(data.in.messagesPerSecond)}
              unit="msg/s"
              note={`${formatBytes(data.in.bytesPerSecond)}/s`}
            />
            <Figure
              tone="out"
              label="Out"
              value={formatRate(data.out.messagesPerSecond)}
              unit="msg/s"
              note={`${formatBytes(data.out.bytesPerSecond)}/s`}
            />
            <Figure
              label="Connections"
              value={formatCount(data.connections)}
              note={limit === undefined || limit === -1 ? "no limit" : `of ${formatCount(limit)}`}
              testId="connections"
            />
            <Figure label="Subscriptions" value={formatCount(data.subscriptions)} note="now" />
          </div>
          {data.history.length > 1 ? (
            <Suspense fallback={<div className="chart" />}>
              <TrafficChart history={data.history} />
            </Suspense>
          ) : (
            <p className="chart chart-empty">The chart starts with the first messages. Leave this page open.</p>
          )}
        </>
      )}
    </Card>
  );
}

function Liveness({ failing, sampled }: { failing: boolean; sampled: boolean }) {
  const [look, text] = failing
    ? ["live live-off", "Not updating"]
    : sampled
      ? ["live", "Live"]
      : ["live live-idle", "Waiting for a sample"];
  return (
    <span className={look}>
      <span className="live-dot" aria-hidden="true" />
      {text}
    </span>
  );
}

function Figure({
  label,
  value,
  unit,
  note,
  tone,
  testId,
}: {
  label: string;
  value: string;
  unit?: string;
  note: string;
  tone?: "in" | "out";
  testId?: string;
}) {
  return (
    <div className={tone === undefined ? "figure" : `figure figure-${tone}`} data-testid={testId}>
      <span className="figure-label">{label}</span>
      <span className="figure-value">
        {value}
        {unit !== undefined && <small> {unit}</small>}
      </span>
      <span className="faint">{note}</span>
    </div>
  );
}
