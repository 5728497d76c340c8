import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { AlertChannel, AlertRule } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 5_000;

export function useAlerts(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["alerts", accountId],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: ({ signal }) =>
      allPages<AlertRule>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/alerts", {
            params: { path: { accountId }, query: { limit: 200, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}

export function useAlertChannels(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["alert-channels", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<AlertChannel>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/alert-channels", {
            params: { path: { accountId }, query: { limit: 200, ...(cursor !== undefined && { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}

export function useAlertEvents(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["alert-events", accountId],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/alert-events", {
          params: { path: { accountId }, query: { limit: 50 } },
          signal,
        }),
      ),
  });
}
