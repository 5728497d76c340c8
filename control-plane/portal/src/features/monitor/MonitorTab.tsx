import { Link } from "react-router";
import type { MetricPoint } from "../../api/types";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatBytes, formatCount, formatRate } from "../../ui/format";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { byteRate, type Chart, OverTime, rate } from "./OverTime";
import { useLaggingConsumers, useMetrics } from "./queries";

const CHARTS: readonly Chart<MetricPoint>[] = [
  {
    title: "Messages",
    lines: [
      { member: "inMessages", label: "In" },
      { member: "outMessages", label: "Out" },
    ],
    format: rate,
  },
  {
    title: "Data",
    lines: [
      { member: "inBytes", label: "In" },
      { member: "outBytes", label: "Out" },
    ],
    format: byteRate,
  },
  {
    title: "Connections",
    lines: [
      { member: "connections", label: "Clients" },
      { member: "leafNodes", label: "Leaf nodes" },
    ],
    format: formatRate,
  },
  { title: "Subscriptions", lines: [{ member: "subscriptions", label: "Subscriptions" }], format: formatRate },
  {
    title: "Stored",
    lines: [
      { member: "diskBytes", label: "On disk" },
      { member: "memoryBytes", label: "In memory" },
    ],
    format: formatBytes,
  },
  {
    title: "Waiting for the slowest consumer",
    lines: [{ member: "consumerLag", label: "Messages" }],
    format: formatRate,
  },
  { title: "JetStream requests", lines: [{ member: "apiRequests", label: "Requests" }], format: rate },
  {
    title: "Trouble",
    lines: [
      { member: "slowConsumers", label: "Slow consumers" },
      { member: "apiErrors", label: "API errors" },
    ],
    format: formatRate,
  },
];

/** What the account did over time. */
export function MonitorTab() {
  const account = useOpenAccount();
  return (
    <div className="stack-loose">
      <OverTime
        charts={CHARTS}
        useSeries={(range) => useMetrics(account.id, range)}
        emptyNow="The charts begin about twenty seconds after a client connects or a stream is made."
        emptyThen="Nobody used the account in this time, or its steps are not complete yet. Look at the last hour."
      />
      <Lagging accountId={account.id} />
    </div>
  );
}

function Lagging({ accountId }: { accountId: string }) {
  const lagging = useLaggingConsumers(accountId);
  const points = lagging.data?.points ?? [];
  return (
    <Card title="Consumers furthest behind">
      <ErrorNotice error={lagging.error} onRetry={() => void lagging.refetch()} />
      {lagging.isPending && <Skeleton lines={2} label="Loading consumers" />}
      {lagging.data !== undefined && points.length === 0 && (
        <p className="faint">
          No consumer was seen in the last minute. Make one on a stream; it shows here with what waits for it.
        </p>
      )}
      {points.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Consumers furthest behind">
          <table>
            <thead>
              <tr>
                <th scope="col">Consumer</th>
                <th scope="col">Stream</th>
                <th scope="col" className="number">
                  Waiting
                </th>
                <th scope="col" className="number">
                  Not acknowledged
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={`${point.stream} ${point.consumer}`} data-testid="lagging" data-pending={point.pending}>
                  <td>{point.consumer}</td>
                  <td>
                    <Link to={`/accounts/${accountId}/streams/${encodeURIComponent(point.stream)}/consumers`}>
                      {point.stream}
                    </Link>
                  </td>
                  <td className="number">{formatCount(point.pending)}</td>
                  <td className="number">{formatCount(point.ackPending)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
