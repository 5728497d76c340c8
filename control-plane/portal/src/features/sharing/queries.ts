import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { useApi, useSessionStatus } from "../session/SessionContext";

export function useExports(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["exports", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(await api.control.GET("/api/v1/accounts/{accountId}/exports", { params: { path: { accountId } }, signal }))
        .items,
  });
}

export function useImports(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["imports", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(await api.control.GET("/api/v1/accounts/{accountId}/imports", { params: { path: { accountId } }, signal }))
        .items,
  });
}

/** Subject mappings and the authentication service of an account. */
export function useSharingSettings(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["sharing-settings", accountId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/sharing-settings", {
          params: { path: { accountId } },
          signal,
        }),
      ),
  });
}

export function useCatalogue(teamId: string, q: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["catalogue", teamId, q],
    enabled: useSessionStatus() === "signed-in",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/catalogue", {
          params: { path: { teamId }, query: { limit: 100, ...(q === "" ? {} : { q }) } },
          signal,
        }),
      ).items,
  });
}

export function useShareRequests(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["share-requests", teamId],
    enabled: useSessionStatus() === "signed-in",
    refetchInterval: 15_000,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/share-requests", {
          params: { path: { teamId }, query: { limit: 100 } },
          signal,
        }),
      ).items,
  });
}
