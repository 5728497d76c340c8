import type { Me, Right } from "../api/types";

/** Whether the caller's role in the team has the right. What they may not do the page does not offer; the API refuses it anyway. */
export function may(me: Me | undefined, teamId: string, right: Right): boolean {
  return me?.teams.find((membership) => membership.teamId === teamId)?.rights.includes(right) ?? false;
}
