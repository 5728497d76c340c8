import type { Role } from "../../api/types";

/** The roles from most to least, with what each is for. */
export const ROLES: ReadonlyArray<{ role: Role; label: string; does: string }> = [
  { role: "owner", label: "Owner", does: "Everything, also making owners, giving the team away and deleting it." },
  { role: "admin", label: "Admin", does: "Everything but what is left to owners." },
  { role: "operator", label: "Operator", does: "Makes, limits, suspends and deletes accounts; reads the audit log." },
  { role: "developer", label: "Developer", does: "Works inside accounts: keys, users, streams and messages." },
  { role: "viewer", label: "Viewer", does: "Looks at everything but the audit log and changes nothing." },
  { role: "billing", label: "Billing", does: "Sees accounts and usage from outside, and the bills." },
];

export function roleOf(text: string): Role {
  return ROLES.find(({ role }) => role === text)?.role ?? "viewer";
}

export function describe(role: Role): string {
  return ROLES.find((each) => each.role === role)?.does ?? "";
}
