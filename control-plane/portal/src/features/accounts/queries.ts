import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { Account, AccountState, AccountTemplate, Traffic } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

export const SETTLING_POLL_MILLIS = 1_000;
export const SETTLED_POLL_MILLIS = 2_000;
const LIST_SETTLED_POLL_MILLIS = 5_000;
const TRAFFIC_POLL_MILLIS = 2_000;

/** How often to look at an account: often while a change is on its way to the nodes. */
export function accountPollMillis(state: AccountState | undefined): number {
  return state === "active" || state === "suspended" || state === "deleting"
    ? SETTLED_POLL_MILLIS
    : SETTLING_POLL_MILLIS;
}

export function useAccounts(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["accounts", teamId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<Account>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/teams/{teamId}/accounts", {
            params: { path: { teamId }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
    refetchInterval: polling<Account[]>((accounts) =>
      accounts?.some((account) => accountPollMillis(account.state) === SETTLING_POLL_MILLIS)
        ? SETTLING_POLL_MILLIS
        : LIST_SETTLED_POLL_MILLIS,
    ),
  });
}

export function useAccount(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["account", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }): Promise<Account> =>
      unwrap(await api.control.GET("/api/v1/accounts/{accountId}", { params: { path: { accountId } }, signal })),
    refetchInterval: polling<Account>((account) => accountPollMillis(account?.state)),
  });
}

export function useTemplates(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["templates", teamId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<AccountTemplate>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/teams/{teamId}/account-templates", {
            params: { path: { teamId }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}

export function useTraffic(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["traffic", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }): Promise<Traffic> =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/traffic", { params: { path: { accountId } }, signal }),
      ),
    refetchInterval: polling<Traffic>(TRAFFIC_POLL_MILLIS),
  });
}
