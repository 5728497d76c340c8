import { useState } from "react";
import { Link } from "react-router";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { SelectField } from "../../ui/fields";
import { formatBytes, formatCount, formatRate } from "../../ui/format";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { type Line, MetricChart } from "./MetricChart";
import { type Range, RANGES, useLaggingConsumers, useMetrics } from "./queries";

const rate = (value: number) => `${formatRate(value)}/s`;
const byteRate = (value: number) => `${formatBytes(value)}/s`;

const CHARTS: readonly { title: string; lines: readonly Line[]; format: (value: number) => string }[] = [
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
  const [range, setRange] = useState<Range>(RANGES[0]);
  const metrics = useMetrics(account.id, range);
  return (
    <div className="stack-loose">
      <Card
        title="Over time"
        actions={
          <SelectField
            label="Time"
            value={range.key}
            onChange={(key) => setRange(RANGES.find((each) => each.key === key) ?? RANGES[0])}
            data-testid="monitor-range"
          >
            {RANGES.map(({ key, label }) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </SelectField>
        }
      >
        <ErrorNotice error={metrics.error} onRetry={() => void metrics.refetch()} />
        {metrics.isPending && <Skeleton lines={6} label="Loading the charts" />}
        {metrics.data?.points.length === 0 && (
          <EmptyState title="Nothing to show for this time">
            {range.step === 10
              ? "The charts begin about twenty seconds after a client connects or a stream is made."
              : "Nobody used the account in this time, or its steps are not complete yet. Look at the last hour."}
          </EmptyState>
        )}
        {metrics.data !== undefined && metrics.data.points.length > 0 && (
          <div className="metric-grid" data-testid="monitor-charts" data-points={metrics.data.points.length}>
            {CHARTS.map((chart) => (
              <MetricChart key={chart.title} series={metrics.data} {...chart} />
            ))}
          </div>
        )}
      </Card>
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
