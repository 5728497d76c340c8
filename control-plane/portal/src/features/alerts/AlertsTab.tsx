import { useState } from "react";
import { unwrap } from "../../api/client";
import type { AlertRule } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatAgo, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card, useAnnounceChange } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { AlertModal } from "./AlertModal";
import { ChannelsCard } from "./ChannelsCard";
import { useAlertEvents, useAlerts } from "./queries";
import { describeRule, formatValue } from "./words";

const STATES: Record<AlertRule["state"], { word: string; badge: string }> = {
  ok: { word: "Fine", badge: "active" },
  pending: { word: "Pending", badge: "degraded" },
  firing: { word: "Firing", badge: "revoked" },
};

/** Rules on the account's metrics: how they stand, what happened, and who is told. */
export function AlertsTab() {
  const account = useOpenAccount();
  const alerts = useAlerts(account.id);
  const [editing, setEditing] = useState<AlertRule | "new">();
  const [deleting, setDeleting] = useState<AlertRule>();
  const firing = alerts.data?.filter((rule) => rule.state === "firing").length;
  useAnnounceChange(firing === undefined ? undefined : firing === 0 ? "No alert fires" : `${firing} alerts fire`);
  return (
    <div className="stack-loose">
      <Card
        title="Alerts"
        actions={
          <Allowed right="operate">
            <Button look="primary" data-testid="create-alert" onClick={() => setEditing("new")}>
              <Icon name="plus" /> Alert
            </Button>
          </Allowed>
        }
      >
        <ErrorNotice error={alerts.error} onRetry={() => void alerts.refetch()} />
        {alerts.isPending && <Skeleton lines={3} label="Loading alerts" />}
        {alerts.data?.length === 0 && (
          <EmptyState title="Nobody watches yet">
            An alert watches a number, such as what waits for a consumer or how full the disk is, and tells you when it
            goes too far. Make the first one.
          </EmptyState>
        )}
        <ul className="rows">
          {alerts.data?.map((rule) => (
            <RuleRow key={rule.id} rule={rule} onEdit={() => setEditing(rule)} onDelete={() => setDeleting(rule)} />
          ))}
        </ul>
      </Card>
      <ChannelsCard />
      <History accountId={account.id} />
      {editing !== undefined && (
        <AlertModal rule={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {deleting !== undefined && <DeleteAlertModal rule={deleting} onClose={() => setDeleting(undefined)} />}
    </div>
  );
}

function RuleRow({ rule, onEdit, onDelete }: { rule: AlertRule; onEdit: () => void; onDelete: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const acknowledge = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/alerts/{alertId}/acknowledge", {
          params: { path: { accountId: account.id, alertId: rule.id } },
        }),
      ),
    {
      stale: [
        ["alerts", account.id],
        ["alert-events", account.id],
      ],
      said: "Acknowledged",
    },
  );
  const { word, badge } = STATES[rule.state];
  return (
    <li className="row" data-testid="alert">
      <div className="row-main">
        <span className="message-head">
          <strong>{rule.name}</strong>
          <span
            className={`badge badge-${rule.enabled ? badge : "suspended"}`}
            data-testid="alert-state"
            data-state={rule.state}
          >
            <span className="badge-dot" aria-hidden="true" />
            {rule.enabled ? word : "Switched off"}
          </span>
          <span className="tag">{rule.severity}</span>
        </span>
        <span>{describeRule(rule)}</span>
        <span className="faint">
          {rule.value === undefined ? "not looked at yet" : `now ${formatValue(rule.metric, rule.value)}`} · since{" "}
          {formatAgo(rule.stateSince)}
          {rule.acknowledgedBy !== undefined && ` · ${rule.acknowledgedBy} looks after it`}
        </span>
        <ErrorNotice error={acknowledge.error} />
      </div>
      <Allowed right="operate">
        <div className="row-action">
          {rule.state === "firing" && rule.acknowledgedAt === undefined && (
            <Button busy={acknowledge.isPending} onClick={() => acknowledge.mutate()} data-testid="alert-acknowledge">
              Acknowledge
            </Button>
          )}
          <Button onClick={onEdit} aria-label={`Change ${rule.name}`}>
            Change
          </Button>
          <Button onClick={onDelete} aria-label={`Delete ${rule.name}`}>
            Delete
          </Button>
        </div>
      </Allowed>
    </li>
  );
}

const EVENT_WORDS = { firing: "Fired", resolved: "Resolved", acknowledged: "Acknowledged" } as const;
const EVENT_BADGES = { firing: "revoked", resolved: "active", acknowledged: "provisioning" } as const;

function History({ accountId }: { accountId: string }) {
  const events = useAlertEvents(accountId);
  return (
    <Card title="History">
      <ErrorNotice error={events.error} onRetry={() => void events.refetch()} />
      {events.isPending && <Skeleton lines={2} label="Loading the history" />}
      {events.data?.items.length === 0 && (
        <p className="faint">No alert has fired yet. What fires is kept here for 90 days.</p>
      )}
      <ul className="rows">
        {events.data?.items.map((event) => (
          <li key={event.id} className="row" data-testid="alert-event">
            <div className="row-main">
              <span className="message-head">
                <strong>{event.ruleName}</strong>
                <span className={`badge badge-${EVENT_BADGES[event.kind]}`}>{EVENT_WORDS[event.kind]}</span>
              </span>
              <span>{event.detail}</span>
            </div>
            <span className="faint">{formatDateTime(event.at)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DeleteAlertModal({ rule, onClose }: { rule: AlertRule; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const remove = useAction(
    async () =>
      unwrap(
        await api.control.DELETE("/api/v1/accounts/{accountId}/alerts/{alertId}", {
          params: { path: { accountId: account.id, alertId: rule.id } },
        }),
      ),
    {
      stale: [["alerts", account.id]],
      said: `Alert ${rule.name} is deleted`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title={`Delete alert ${rule.name}?`}
      action="Delete alert"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its history goes with it.</p>
    </ConfirmModal>
  );
}
