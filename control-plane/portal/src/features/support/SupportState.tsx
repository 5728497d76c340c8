import type { SupportAccess } from "../../api/types";
import { STATES } from "./words";

export function SupportState({ access }: { access: SupportAccess }) {
  const { label, badge } = STATES[access.state];
  return (
    <span className={`badge badge-${badge}`} data-testid="support-state">
      <span className="badge-dot" aria-hidden="true" />
      {label}
    </span>
  );
}
