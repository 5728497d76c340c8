import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { allPages } from "../../api/pages";
import type { Account, AccountRole, Role } from "../../api/types";
import { may } from "../../app/rights";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { Form, SelectField } from "../../ui/fields";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { useMembers } from "../team/queries";
import { ROLES, roleOf } from "../team/roles";

const ROLE = "/api/v1/accounts/{accountId}/roles/{personId}" as const;
const OF_ACCOUNTS = ROLES.filter(({ role }) => role === "operator" || role === "developer" || role === "viewer");

/** Who may do something else in this account than in the rest of the team. */
export function AccountRolesCard({ account }: { account: Account }) {
  const api = useApi();
  const me = useMe();
  const manages = may(me.data, account.teamId, "managePeople");
  const roles = useQuery({
    queryKey: ["account-roles", account.id],
    queryFn: ({ signal }) =>
      allPages<AccountRole>(async (cursor) =>
        unwrap(
          await api.control.GET("/api/v1/accounts/{accountId}/roles", {
            params: {
              path: { accountId: account.id },
              query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
            },
            signal,
          }),
        ),
      ),
  });
  const stale = [["account-roles", account.id], ["me"]];
  const clear = useAction(
    async (personId: string) =>
      unwrap(await api.control.DELETE(ROLE, { params: { path: { accountId: account.id, personId } } })),
    { stale, said: "They have their role in the team again" },
  );
  return (
    <Card title="Roles in this account">
      <p className="faint">
        Members have their role in the team here, unless they have another one in this account alone. Owners and admins
        keep theirs.
      </p>
      <ErrorNotice error={roles.error ?? clear.error} onRetry={() => void roles.refetch()} />
      {roles.isPending && <Skeleton lines={2} label="Loading roles" />}
      {roles.data?.length === 0 && <p>Everybody has their role in the team.</p>}
      <ul className="rows">
        {roles.data?.map((each) => (
          <li key={each.personId} className="row" data-testid="account-role-row">
            <div className="row-main">
              <strong>{each.name}</strong>
              <span className="faint">{each.email}</span>
            </div>
            <span className="tag">{each.role}</span>
            {manages && (
              <Button
                className="row-action"
                aria-label={`End the role of ${each.name} in this account`}
                busy={clear.isPending && clear.variables === each.personId}
                onClick={() => clear.mutate(each.personId)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {manages && <GiveRole account={account} given={roles.data ?? []} />}
    </Card>
  );
}

function GiveRole({ account, given }: { account: Account; given: readonly AccountRole[] }) {
  const api = useApi();
  const members = useMembers(account.teamId);
  const [personId, setPersonId] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const eligible = (members.data ?? []).filter((member) => member.role !== "owner" && member.role !== "admin");
  const give = useAction(
    async () =>
      unwrap(await api.control.PUT(ROLE, { params: { path: { accountId: account.id, personId } }, body: { role } })),
    {
      stale: [["account-roles", account.id], ["me"]],
      said: (made) => `${made.name} is ${made.role} in ${account.name}`,
      onDone: () => setPersonId(""),
    },
  );
  if (members.data !== undefined && eligible.length === 0) {
    return <p className="faint">There is nobody else to give a role here. Invite people to the team first.</p>;
  }
  return (
    <Form error={give.error} onSubmit={() => personId !== "" && !give.isPending && give.mutate()}>
      <ErrorNotice error={give.error} />
      <div className="field-grid">
        <SelectField label="Member" value={personId} onChange={setPersonId} data-testid="account-role-person">
          <option value="">Choose a member</option>
          {eligible.map((member) => (
            <option key={member.personId} value={member.personId}>
              {member.name}, {member.email}
              {given.some((each) => each.personId === member.personId) ? " (has a role here)" : ""}
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Role in this account"
          value={role}
          onChange={(value) => setRole(roleOf(value))}
          data-testid="account-role"
        >
          {OF_ACCOUNTS.map((each) => (
            <option key={each.role} value={each.role}>
              {each.label}
            </option>
          ))}
        </SelectField>
      </div>
      <div className="actions actions-start">
        <Button type="submit" busy={give.isPending} data-testid="account-role-submit">
          Give this role
        </Button>
      </div>
    </Form>
  );
}
