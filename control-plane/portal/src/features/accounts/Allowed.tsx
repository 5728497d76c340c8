import type { ReactNode } from "react";
import type { Account, Right } from "../../api/types";
import { mayInAccount } from "../../app/rights";
import { useMe } from "../../app/team";
import { useOpenAccount } from "./AccountPage";

/** What the caller may do in the account that the page is about. */
export function useMayHere(): (right: Right) => boolean {
  const me = useMe();
  const account = useOpenAccount();
  return (right) => mayInAccount(me.data, account, right);
}

/** Shows its content to those who have the right in the open account. */
export function Allowed({ right, children }: { right: Right; children: ReactNode }) {
  return useMayHere()(right) ? children : null;
}

/** Says why a page of an account offers little to change. */
export function OnlyLooking({ account }: { account: Account }) {
  const me = useMe();
  if (me.data === undefined || mayInAccount(me.data, account, "develop")) return null;
  const membership = me.data.teams.find((each) => each.teamId === account.teamId);
  const role = membership?.accounts.find((each) => each.accountId === account.id)?.role ?? membership?.role;
  if (role === undefined) return null;
  return (
    <p className="faint" data-testid="only-looking">
      You are {role} here: what your role may not do is not offered. An owner or admin of the team can change that.
    </p>
  );
}
