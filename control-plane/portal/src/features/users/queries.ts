import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { NatsUser } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 15_000;

export function useUsers(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["users", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<NatsUser>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/users", {
            params: { path: { accountId }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
    refetchInterval: polling<NatsUser[]>(POLL_MILLIS),
  });
}
