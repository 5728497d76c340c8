import type { StreamPoint } from "../../api/types";
import { formatBytes, formatRate } from "../../ui/format";
import { type Chart, OverTime, rate } from "./OverTime";
import { useStreamMetrics } from "./queries";

const CHARTS: readonly Chart<StreamPoint>[] = [
  { title: "Messages stored", lines: [{ member: "inMessages", label: "Messages" }], format: rate },
  {
    title: "Messages held",
    lines: [
      { member: "messages", label: "Messages" },
      { member: "deleted", label: "Gaps" },
    ],
    format: formatRate,
  },
  { title: "Size", lines: [{ member: "bytes", label: "Bytes" }], format: formatBytes },
  {
    title: "Waiting for the slowest consumer",
    lines: [{ member: "consumerLag", label: "Messages" }],
    format: formatRate,
  },
  { title: "Consumers", lines: [{ member: "consumers", label: "Consumers" }], format: formatRate },
];

/** What one stream took and held over time. */
export function StreamOverTime({ accountId, stream }: { accountId: string; stream: string }) {
  return (
    <OverTime
      charts={CHARTS}
      useSeries={(range) => useStreamMetrics(accountId, stream, range)}
      emptyNow="The charts begin about twenty seconds after the stream was made. Wait a moment."
      emptyThen="There was no such stream in this time, or its steps are not complete yet. Look at the last hour."
    />
  );
}
