import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { unwrap } from "../api/client";
import type { Me, Membership } from "../api/types";
import { useApi, useSessionStatus } from "../features/session/SessionContext";

const KEY = "vagus.team";
const listeners = new Set<() => void>();

/** The caller and their teams. */
export function useMe() {
  const api = useApi();
  const signedIn = useSessionStatus() === "signed-in";
  return useQuery({
    queryKey: ["me"],
    queryFn: async ({ signal }): Promise<Me> => unwrap(await api.control.GET("/api/v1/me", { signal })),
    enabled: signedIn,
    staleTime: 60_000,
  });
}

/** The team that the header shows: the one looked at last, or else the caller's first. */
export function useCurrentTeam(): Membership | undefined {
  const me = useMe();
  const chosen = useSyncExternalStore(subscribe, () => sessionStorage.getItem(KEY));
  const teams = me.data?.teams ?? [];
  return teams.find((team) => team.teamId === chosen) ?? teams[0];
}

/** A page that shows something of a team makes it the current one. */
export function useEnterTeam(teamId: string | undefined): void {
  useEffect(() => {
    if (teamId === undefined || sessionStorage.getItem(KEY) === teamId) return;
    sessionStorage.setItem(KEY, teamId);
    for (const listener of listeners) listener();
  }, [teamId]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
