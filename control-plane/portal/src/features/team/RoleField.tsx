import { fieldError } from "../../api/problem";
import type { Role } from "../../api/types";
import { SelectField } from "../../ui/fields";
import { describe, ROLES, roleOf } from "./roles";

/** Which role somebody is to have, with what it may do. */
export function RoleField({
  role,
  onChange,
  owners,
  error,
  testId,
}: {
  role: Role;
  onChange: (role: Role) => void;
  /** Whether owners may be made here. */
  owners: boolean;
  /** What the request that carries the role ended with. */
  error: unknown;
  testId?: string;
}) {
  return (
    <SelectField
      label="Role"
      hint={describe(role)}
      value={role}
      onChange={(value) => onChange(roleOf(value))}
      error={fieldError(error, "role")}
      data-testid={testId}
    >
      {ROLES.filter((each) => each.role !== "owner" || owners).map((each) => (
        <option key={each.role} value={each.role}>
          {each.label}
        </option>
      ))}
    </SelectField>
  );
}
