import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { TextField } from "../../ui/fields";
import { formatCount, formatDate } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";
import { usePlans } from "./PlansPanel";

/** Teams with how much there is of them. */
export function TenantsPanel() {
  const api = useApi();
  const [text, setText] = useState("");
  const [search, setSearch] = useState("");
  const [cursor, setCursor] = useState<string>();
  const tenants = useQuery({
    queryKey: ["operator", "tenants", search, cursor],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/operator/tenants", {
          params: {
            query: { limit: 50, ...(search !== "" && { q: search }), ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  });
  const plans = usePlans();
  const assign = useAction(
    async ({ teamId, planId }: { teamId: string; planId: string }) =>
      unwrap(
        await api.control.PUT("/api/v1/operator/tenants/{teamId}/plan", {
          params: { path: { teamId } },
          body: { planId },
        }),
      ),
    { stale: [["operator", "tenants"], ["quotas"]], said: (plan) => `The team is on the plan ${plan.name}` },
  );
  return (
    <Card title="Tenants">
      <ErrorNotice error={assign.error ?? plans.error} />
      <form
        className="field-grid"
        onSubmit={(event) => {
          event.preventDefault();
          setCursor(undefined);
          setSearch(text.trim());
        }}
      >
        <TextField
          label="Find"
          hint="A part of the name, a team's id, or an account's public key"
          maxLength={64}
          value={text}
          onChange={setText}
          data-testid="tenant-search"
        />
        <div className="actions actions-start">
          <Button type="submit" busy={tenants.isFetching}>
            Find
          </Button>
        </div>
      </form>
      <ErrorNotice error={tenants.error} onRetry={() => void tenants.refetch()} />
      {tenants.isPending && <Skeleton lines={4} label="Loading tenants" />}
      {tenants.data?.items.length === 0 && <p className="faint">No team matches. Try a shorter part of its name.</p>}
      {tenants.data !== undefined && tenants.data.items.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Tenants">
          <table className="cards-when-narrow">
            <thead>
              <tr>
                <th scope="col">Team</th>
                <th scope="col" className="number">
                  Members
                </th>
                <th scope="col" className="number">
                  Accounts
                </th>
                <th scope="col" className="number">
                  Users
                </th>
                <th scope="col">Plan</th>
                <th scope="col">State</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {tenants.data.items.map((tenant) => (
                <tr key={tenant.id} data-testid="tenant">
                  <td data-label="Team">
                    {tenant.name}
                    <div className="faint mono">{tenant.id}</div>
                  </td>
                  <td data-label="Members" className="number">
                    {formatCount(tenant.members)}
                  </td>
                  <td data-label="Accounts" className="number">
                    {formatCount(tenant.accounts)}
                  </td>
                  <td data-label="Users" className="number">
                    {formatCount(tenant.users)}
                  </td>
                  <td data-label="Plan">
                    <div className="field">
                      <select
                        aria-label={`Plan of ${tenant.name}`}
                        value={tenant.planId}
                        data-testid="tenant-plan"
                        onChange={(event) => assign.mutate({ teamId: tenant.id, planId: event.target.value })}
                      >
                        {(plans.data ?? [{ id: tenant.planId, name: tenant.planId }]).map((plan) => (
                          <option key={plan.id} value={plan.id}>
                            {plan.name}
                          </option>
                        ))}
                      </select>
                    </div>
                  </td>
                  <td data-label="State">
                    <span className={`badge badge-${tenant.degradedAccounts === 0 ? "active" : "degraded"}`}>
                      <span className="badge-dot" aria-hidden="true" />
                      {tenant.degradedAccounts === 0 ? "Fine" : `${tenant.degradedAccounts} degraded`}
                    </span>
                  </td>
                  <td data-label="Since">{formatDate(tenant.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {tenants.data?.nextCursor !== undefined && (
        <div className="actions actions-start">
          <Button onClick={() => setCursor(tenants.data?.nextCursor)}>Next page</Button>
        </div>
      )}
    </Card>
  );
}
