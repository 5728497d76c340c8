import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Plan } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice, Skeleton } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { formatBytes, formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";

/** The limits that plans put a ceiling on: shared by all accounts of a team, or the most of each. */
const CEILINGS: readonly { limit: string; label: string; bytes?: true }[] = [
  { limit: "accounts", label: "Accounts of a team" },
  { limit: "connections", label: "Connections, all accounts" },
  { limit: "leafNodes", label: "Leaf nodes, all accounts" },
  { limit: "diskStorageBytes", label: "Stream disk, all accounts", bytes: true },
  { limit: "memoryStorageBytes", label: "Stream memory, all accounts", bytes: true },
  { limit: "rates.messagesPerSecond", label: "Messages a second, all accounts" },
  { limit: "rates.bytesPerSecond", label: "Bytes a second, all accounts", bytes: true },
  { limit: "subscriptions", label: "Subscriptions of an account" },
  { limit: "payloadBytes", label: "Largest message of an account", bytes: true },
  { limit: "imports", label: "Imports of an account" },
  { limit: "exports", label: "Exports of an account" },
  { limit: "streams", label: "Streams of an account" },
  { limit: "consumers", label: "Consumers of a stream" },
];

export function usePlans() {
  const api = useApi();
  return useQuery({
    queryKey: ["operator", "plans"],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/operator/plans", { signal })).items,
  });
}

/** Plans: how much the teams on each may have. */
export function PlansPanel() {
  const plans = usePlans();
  const [editing, setEditing] = useState<Plan | "new">();
  return (
    <Card
      title="Plans"
      actions={
        <Button data-testid="create-plan" onClick={() => setEditing("new")}>
          <Icon name="plus" /> Add plan
        </Button>
      }
    >
      <p className="faint">
        Ceilings count from the next account and the next change of limits on. What a team has already it keeps.
      </p>
      <ErrorNotice error={plans.error} onRetry={() => void plans.refetch()} />
      {plans.isPending && <Skeleton lines={3} label="Loading plans" />}
      <ul className="rows">
        {plans.data?.map((plan) => (
          <li key={plan.id} className="row" data-testid="plan">
            <div className="row-main">
              <strong>
                {plan.name} <span className="tag">{plan.id}</span>
                {plan.isDefault && <span className="tag">of new teams</span>}
              </strong>
              <span className="faint">{describe(plan)}</span>
            </div>
            <Button
              className="row-action"
              aria-label={`Change plan ${plan.name}`}
              data-testid={`edit-plan-${plan.id}`}
              onClick={() => setEditing(plan)}
            >
              Change
            </Button>
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <PlanModal plan={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </Card>
  );
}

function describe(plan: Plan): string {
  const told = CEILINGS.filter(({ limit }) => (plan.totals[limit] ?? -1) >= 0).map(
    ({ limit, label, bytes }) =>
      `${label.toLowerCase()} ${bytes ? formatBytes(plan.totals[limit] ?? 0) : formatCount(plan.totals[limit] ?? 0)}`,
  );
  return told.length === 0 ? "No ceilings" : told.join(" · ");
}

function PlanModal({ plan, onClose }: { plan: Plan | undefined; onClose: () => void }) {
  const api = useApi();
  const [id, setId] = useState(plan?.id ?? "");
  const [name, setName] = useState(plan?.name ?? "");
  const [texts, setTexts] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      Object.entries(plan?.totals ?? {})
        .filter(([, total]) => total >= 0)
        .map(([limit, total]) => [limit, String(total)]),
    ),
  );
  const totals = Object.fromEntries(
    Object.entries(texts)
      .filter(([, text]) => text.trim() !== "")
      .map(([limit, text]) => [limit, Number(text)]),
  );
  const wrong = (limit: string) =>
    limit in totals && !(Number.isSafeInteger(totals[limit]) && (totals[limit] ?? 0) >= 0)
      ? "A whole number, or empty for no ceiling"
      : undefined;
  const save = useAction(
    async () =>
      unwrap(
        await api.control.PUT("/api/v1/operator/plans/{planId}", {
          params: { path: { planId: id.trim() } },
          body: { name: name.trim(), totals },
        }),
      ),
    { stale: [["operator", "plans"], ["quotas"]], said: (saved) => `Plan ${saved.name} is saved`, onDone: onClose },
  );
  return (
    <Modal title={plan === undefined ? "Add a plan" : `Change plan ${plan.name}`} onClose={onClose} wide>
      <Form
        error={save.error}
        onSubmit={() => CEILINGS.every(({ limit }) => wrong(limit) === undefined) && !save.isPending && save.mutate()}
      >
        <FormNotice error={save.error} fields={["planId", "name", ...CEILINGS.map(({ limit }) => `totals.${limit}`)]} />
        <div className="field-grid">
          {plan === undefined && (
            <TextField
              label="Id"
              hint="Small letters, digits and hyphens; it stays."
              value={id}
              onChange={setId}
              error={fieldError(save.error, "planId")}
              autoComplete="off"
              data-testid="plan-id"
            />
          )}
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            error={fieldError(save.error, "name")}
            autoComplete="off"
            data-testid="plan-name"
          />
        </div>
        <fieldset>
          <legend>Ceilings</legend>
          <p className="faint">Empty is no ceiling. Sizes are in bytes.</p>
          <div className="field-grid">
            {CEILINGS.map(({ limit, label }) => (
              <TextField
                key={limit}
                label={label}
                inputMode="numeric"
                placeholder="none"
                value={texts[limit] ?? ""}
                onChange={(text) => setTexts({ ...texts, [limit]: text })}
                error={wrong(limit) ?? fieldError(save.error, `totals.${limit}`)}
                data-testid={`ceiling-${limit}`}
              />
            ))}
          </div>
        </fieldset>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={save.isPending} data-testid="plan-submit">
            Save plan
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
