import type { AlertRule } from "../../api/types";
import { formatBytes, formatCount } from "../../ui/format";

/** What a rule can watch, in words, how its values read, and whether the account has a limit for it. */
export const METRICS: Record<AlertRule["metric"], { label: string; bytes?: boolean; limited?: boolean }> = {
  connections: { label: "Connections", limited: true },
  leafNodes: { label: "Leaf nodes", limited: true },
  subscriptions: { label: "Subscriptions", limited: true },
  inMessages: { label: "Messages in, a second" },
  outMessages: { label: "Messages out, a second" },
  inBytes: { label: "Bytes in, a second", bytes: true },
  outBytes: { label: "Bytes out, a second", bytes: true },
  slowConsumers: { label: "Slow consumers in ten seconds" },
  memoryBytes: { label: "Stored in memory", bytes: true, limited: true },
  diskBytes: { label: "Stored on disk", bytes: true, limited: true },
  streams: { label: "Streams", limited: true },
  consumers: { label: "Consumers", limited: true },
  apiErrors: { label: "JetStream errors in ten seconds" },
  consumerLag: { label: "Messages waiting for a consumer" },
};

export function formatValue(metric: AlertRule["metric"], value: number): string {
  return METRICS[metric].bytes === true ? formatBytes(value) : formatCount(value);
}

/** `Messages waiting for a consumer above 100 for 1 min`. */
export function describeRule(rule: AlertRule): string {
  const of = rule.consumer === undefined ? "" : ` (${rule.consumer} of ${rule.stream})`;
  const bound =
    rule.limitFraction === undefined
      ? formatValue(rule.metric, rule.threshold ?? 0)
      : `${Math.round(rule.limitFraction * 100)} % of the limit`;
  const hold = rule.holdSeconds === 0 ? "" : ` for ${rule.holdSeconds} s`;
  return `${METRICS[rule.metric].label}${of} ${rule.comparison} ${bound}${hold}`;
}
