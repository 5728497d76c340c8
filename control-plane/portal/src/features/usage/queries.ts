import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import type { Usage } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 5_000;

/** One month's usage; of the current month when none is named. */
export function useUsage(accountId: string, month?: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["usage", accountId, month ?? "current"],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }): Promise<Usage> =>
      unwrap(
        await api.billing.GET("/api/v1/accounts/{accountId}/usage", {
          params: { path: { accountId }, query: month === undefined ? {} : { month } },
          signal,
        }),
      ),
    refetchInterval: polling<Usage>(POLL_MILLIS),
  });
}
