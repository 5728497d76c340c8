import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

/** How far back a chart looks, and how long one of its steps is. */
export const RANGES = [
  { key: "hour", label: "Last hour", seconds: 3_600, step: 10 },
  { key: "day", label: "Last 24 hours", seconds: 86_400, step: 60 },
  { key: "week", label: "Last 7 days", seconds: 604_800, step: 3_600 },
  { key: "quarter", label: "Last 90 days", seconds: 7_776_000, step: 3_600 },
] as const;

export type Range = (typeof RANGES)[number];

const FINE_POLL_MILLIS = 10_000;
const COARSE_POLL_MILLIS = 60_000;

function window(range: Range) {
  const to = new Date();
  return {
    from: new Date(to.getTime() - range.seconds * 1000).toISOString(),
    to: to.toISOString(),
    step: range.step,
  };
}

/** How often a chart is drawn anew. */
function pause(range: Range) {
  return polling(range.step === 10 ? FINE_POLL_MILLIS : COARSE_POLL_MILLIS);
}

export function useMetrics(accountId: string, range: Range) {
  const api = useApi();
  return useQuery({
    queryKey: ["metrics", accountId, range.key],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: pause(range),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/metrics", {
          params: { path: { accountId }, query: window(range) },
          signal,
        }),
      ),
  });
}

export function useUserMetrics(accountId: string, userId: string, range: Range) {
  const api = useApi();
  return useQuery({
    queryKey: ["metrics", accountId, "user", userId, range.key],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: pause(range),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/metrics/users/{userId}", {
          params: { path: { accountId, userId }, query: window(range) },
          signal,
        }),
      ),
  });
}

export function useStreamMetrics(accountId: string, stream: string, range: Range) {
  const api = useApi();
  return useQuery({
    queryKey: ["metrics", accountId, "stream", stream, range.key],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: pause(range),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/metrics/streams/{stream}", {
          params: { path: { accountId, stream }, query: window(range) },
          signal,
        }),
      ),
  });
}

export function useLaggingConsumers(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["lagging", accountId],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(FINE_POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/metrics/consumers", {
          params: { path: { accountId } },
          signal,
        }),
      ),
  });
}
