import type { UserPoint } from "../../api/types";
import { formatRate } from "../../ui/format";
import { byteRate, type Chart, OverTime, rate } from "./OverTime";
import { useUserMetrics } from "./queries";

const CHARTS: readonly Chart<UserPoint>[] = [
  {
    title: "Messages",
    lines: [
      { member: "inMessages", label: "Sent" },
      { member: "outMessages", label: "Received" },
    ],
    format: rate,
  },
  {
    title: "Data",
    lines: [
      { member: "inBytes", label: "Sent" },
      { member: "outBytes", label: "Received" },
    ],
    format: byteRate,
  },
  {
    title: "Connections and subscriptions",
    lines: [
      { member: "connections", label: "Connections" },
      { member: "subscriptions", label: "Subscriptions" },
    ],
    format: formatRate,
  },
  { title: "Closed for being slow", lines: [{ member: "slowConsumers", label: "Connections" }], format: formatRate },
];

/** What one user did over time, all its connections together. */
export function UserOverTime({ accountId, userId }: { accountId: string; userId: string }) {
  return (
    <OverTime
      bare
      charts={CHARTS}
      useSeries={(range) => useUserMetrics(accountId, userId, range)}
      emptyNow="The charts begin about twenty seconds after a client connects with this user's credentials."
      emptyThen="The user was not connected in this time, or its steps are not complete yet. Look at the last hour."
    />
  );
}
