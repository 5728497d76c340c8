import type { AccountState, UserState } from "../../api/types";

const WORDS: Record<AccountState | UserState, string> = {
  provisioning: "Provisioning",
  active: "Active",
  degraded: "Degraded",
  suspended: "Suspended",
  deleting: "Deleting",
  disabled: "Disabled",
  expired: "Expired",
  revoked: "Revoked",
};

export function stateWord(state: AccountState | UserState): string {
  return WORDS[state];
}

/** A state by word, colour and shape. */
export function StateBadge({ state, testId }: { state: AccountState | UserState; testId?: string }) {
  return (
    <span className={`badge badge-${state}`} data-testid={testId} data-state={state}>
      <span className="badge-dot" aria-hidden="true" />
      {WORDS[state]}
    </span>
  );
}
