import type { SupportAccess } from "../../api/types";

/** How far a request has got: the word for it and the badge it wears. */
export const STATES: Record<SupportAccess["state"], { label: string; badge: string }> = {
  pending: { label: "Waits for an answer", badge: "provisioning" },
  granted: { label: "Let in", badge: "active" },
  refused: { label: "Refused", badge: "refused" },
  revoked: { label: "Taken back", badge: "suspended" },
  ended: { label: "Ended", badge: "suspended" },
  expired: { label: "Over", badge: "suspended" },
};

/** `90 minutes`, `4 hours`, `2 days`. */
export function lasting(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} hours` : `${Math.round(seconds / 86_400)} days`;
}
