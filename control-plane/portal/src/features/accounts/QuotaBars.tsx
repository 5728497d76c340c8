import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import type { Quota } from "../../api/types";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatBytes, formatCount } from "../../ui/format";
import { useApi, useSessionStatus } from "../session/SessionContext";

const LABELS: Record<string, string> = {
  accounts: "Accounts",
  connections: "Connections",
  leafNodes: "Leaf nodes",
  memoryStorageBytes: "Stream memory",
  diskStorageBytes: "Stream disk",
  "rates.messagesPerSecond": "Messages a second",
  "rates.bytesPerSecond": "Bytes a second",
};
const NEARLY_SPENT = 0.9;

function formatQuota(limit: string, value: number): string {
  if (value < 0) return "no limit";
  return limit.toLowerCase().includes("bytes") ? formatBytes(value) : formatCount(value);
}

export function useQuotas(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["quotas", teamId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(await api.control.GET("/api/v1/teams/{teamId}/quotas", { params: { path: { teamId } }, signal })),
  });
}

/** What the team's accounts share, and how much of it is spent: a bar each, with the numbers in words. */
export function QuotaBars({ teamId }: { teamId: string }) {
  const quotas = useQuotas(teamId);
  if (quotas.isPending) return <Skeleton lines={3} label="Loading the team's quotas" />;
  if (quotas.isError) return <ErrorNotice error={quotas.error} onRetry={() => void quotas.refetch()} />;
  const pools = quotas.data.quotas.filter((quota) => quota.scope === "pool" && quota.total >= 0);
  return (
    <div className="stack-tight" data-testid="quota-bars">
      <p className="faint">
        Plan {quotas.data.planName}. All accounts of the team share what it gives; {""}
        {pools.length === 0 ? "there is no limit to it." : "an account can have what the others have left."}
      </p>
      <ul className="quotas">
        {pools.map((quota) => (
          <QuotaBar key={quota.limit} quota={quota} />
        ))}
      </ul>
    </div>
  );
}

function QuotaBar({ quota }: { quota: Quota }) {
  const label = LABELS[quota.limit] ?? quota.limit;
  const spent = quota.total === 0 ? 1 : Math.min(1, quota.allocated / quota.total);
  const text = `${formatQuota(quota.limit, quota.allocated)} of ${formatQuota(quota.limit, quota.total)}`;
  return (
    <li>
      <span>{label}</span>
      <progress
        className={spent >= NEARLY_SPENT ? "quota quota-full" : "quota"}
        value={spent}
        max={1}
        aria-label={`${label}: ${text} given to accounts`}
      />
      <span className="faint">
        {text}, <strong>{formatQuota(quota.limit, quota.available)} left</strong>
      </span>
    </li>
  );
}
