import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { Member, Team } from "../../api/types";
import { useApi, useSessionStatus } from "../session/SessionContext";

const AUDIT_PAGE = 50;

export function useTeam(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["team", teamId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }): Promise<Team> =>
      unwrap(await api.control.GET("/api/v1/teams/{teamId}", { params: { path: { teamId } }, signal })),
  });
}

export function useMembers(teamId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["members", teamId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: ({ signal }) =>
      allPages<Member>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/teams/{teamId}/members", {
            params: { path: { teamId }, query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
            signal,
          }),
        ),
      ),
  });
}

/** What is left out takes all. */
export interface AuditFilter {
  actor?: string;
  action?: string;
  outcome?: string;
  from?: string;
}

/** The audit log, newest first, a page at a time. */
export function useAudit(teamId: string, filter: AuditFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ["audit", teamId, filter],
    enabled: useSessionStatus() === "signed-in",
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ signal, pageParam }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/audit", {
          params: {
            path: { teamId },
            query: { limit: AUDIT_PAGE, ...filter, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.nextCursor,
  });
}
