import type { Account, Me, Right } from "../api/types";

/** Whether the caller's role in the team has the right. What they may not do the page does not offer; the API refuses it anyway. */
export function may(me: Me | undefined, teamId: string, right: Right): boolean {
  return membershipIn(me, teamId)?.rights.includes(right) ?? false;
}

/** As `may`, for what is inside an account, where the caller may have another role than in the rest of the team. */
export function mayInAccount(me: Me | undefined, account: Pick<Account, "id" | "teamId">, right: Right): boolean {
  const membership = membershipIn(me, account.teamId);
  const inAccount = membership?.accounts.find((each) => each.accountId === account.id);
  return (inAccount ?? membership)?.rights.includes(right) ?? false;
}

function membershipIn(me: Me | undefined, teamId: string) {
  return me?.teams.find((membership) => membership.teamId === teamId);
}
