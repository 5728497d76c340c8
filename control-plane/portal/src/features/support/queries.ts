import { useQuery } from "@tanstack/react-query";
import { unwrap } from "../../api/client";
import type { SupportAccess } from "../../api/types";
import { polling } from "../../app/polling";
import { useApi, useSessionStatus } from "../session/SessionContext";

const POLL_MILLIS = 15_000;
const SHOWN = 20;

/** What operators of the service asked the team for, newest first. */
export function useTeamSupport(teamId: string | undefined) {
  const api = useApi();
  const signedIn = useSessionStatus() === "signed-in";
  return useQuery({
    queryKey: ["support", teamId],
    enabled: signedIn && teamId !== undefined,
    refetchInterval: polling(POLL_MILLIS),
    queryFn: async ({ signal }): Promise<readonly SupportAccess[]> =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/support-access", {
          params: { path: { teamId: teamId ?? "" }, query: { limit: SHOWN } },
          signal,
        }),
      ).items,
  });
}
