import { useState } from "react";
import { unwrap } from "../../api/client";
import type { AuditEntry } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { useEnterTeam } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatDateTime } from "../../ui/format";
import { Card, PageHeader } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { downloadText } from "../users/download";
import { type AuditFilter, useAudit, useTeam } from "./queries";

export function AuditPage() {
  const teamId = useRequiredParam("teamId");
  useEnterTeam(teamId);
  const team = useTeam(teamId);
  const [filter, setFilter] = useState<AuditFilter>({});
  const audit = useAudit(teamId, filter);
  const entries = audit.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader
        title="Audit log"
        eyebrow={team.data?.name}
        lead="Every change in this team, and every attempt that was refused. Newest first."
        actions={
          <>
            <ExportButton teamId={teamId} filter={filter} format="csv" />
            <ExportButton teamId={teamId} filter={filter} format="ndjson" />
            <Button busy={audit.isRefetching} onClick={() => void audit.refetch()}>
              Refresh
            </Button>
          </>
        }
      />
      <FilterBar onChange={setFilter} />
      <ErrorNotice error={audit.error} onRetry={() => void audit.refetch()} />
      {audit.isPending && <Skeleton lines={8} label="Loading the audit log" />}
      {entries?.length === 0 &&
        (Object.keys(filter).length === 0 ? (
          <EmptyState title="Nothing yet">Changes appear here as they happen.</EmptyState>
        ) : (
          <EmptyState title="Nothing matches">Take a filter away, or ask for a longer time.</EmptyState>
        ))}
      {entries !== undefined && entries.length > 0 && (
        <Card>
          <div className="table-scroll" tabIndex={0} role="region" aria-label="Entries of the audit log">
            <table className="cards-when-narrow">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">On</th>
                  <th scope="col">Outcome</th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <AuditRow key={entry.id} entry={entry} />
                ))}
              </tbody>
            </table>
          </div>
          {audit.hasNextPage && (
            <div className="actions">
              <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                Show older
              </Button>
            </div>
          )}
        </Card>
      )}
    </>
  );
}

const OUTCOMES = { done: "Done", refused: "Refused", begun: "Not known" } as const;

const TIMES: ReadonlyArray<{ label: string; hours: number | undefined }> = [
  { label: "Always", hours: undefined },
  { label: "Last hour", hours: 1 },
  { label: "Last day", hours: 24 },
  { label: "Last 7 days", hours: 168 },
  { label: "Last 30 days", hours: 720 },
];
const HOUR_MILLIS = 3_600_000;

function FilterBar({ onChange }: { onChange: (filter: AuditFilter) => void }) {
  const [actor, setActor] = useState("");
  const [action, setAction] = useState("");
  const [outcome, setOutcome] = useState("");
  const [hours, setHours] = useState("");
  function apply() {
    onChange({
      ...(actor.trim() === "" ? {} : { actor: actor.trim() }),
      ...(action.trim() === "" ? {} : { action: action.trim() }),
      ...(outcome === "" ? {} : { outcome }),
      ...(hours === "" ? {} : { from: new Date(Date.now() - Number(hours) * HOUR_MILLIS).toISOString() }),
    });
  }
  return (
    <Card>
      <Form error={null} onSubmit={apply} aria-label="Filter the audit log">
        <div className="filter-bar">
          <TextField label="Who" value={actor} onChange={setActor} placeholder="E-mail" data-testid="audit-actor" />
          <TextField
            label="What"
            value={action}
            onChange={setAction}
            placeholder="account or user.create"
            data-testid="audit-action"
          />
          <SelectField label="Outcome" value={outcome} onChange={setOutcome} data-testid="audit-outcome">
            <option value="">All</option>
            <option value="done">Done</option>
            <option value="refused">Refused</option>
            <option value="begun">Not known</option>
          </SelectField>
          <SelectField label="When" value={hours} onChange={setHours}>
            {TIMES.map((time) => (
              <option key={time.label} value={time.hours ?? ""}>
                {time.label}
              </option>
            ))}
          </SelectField>
          <Button type="submit" data-testid="audit-filter">
            Filter
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function ExportButton({ teamId, filter, format }: { teamId: string; filter: AuditFilter; format: "csv" | "ndjson" }) {
  const api = useApi();
  const take = useAction(
    async () => {
      const options = { params: { path: { teamId }, query: filter }, parseAs: "text" } as const;
      return String(
        unwrap(
          format === "csv"
            ? await api.control.GET("/api/v1/teams/{teamId}/audit/export.csv", options)
            : await api.control.GET("/api/v1/teams/{teamId}/audit/export.ndjson", options),
        ),
      );
    },
    { stale: [], said: "The audit log is downloaded", onDone: (text) => downloadText(`audit.${format}`, text) },
  );
  return (
    <Button busy={take.isPending} data-testid={`audit-export-${format}`} onClick={() => take.mutate()}>
      {format === "csv" ? "Export CSV" : "Export NDJSON"}
    </Button>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  return (
    <tr data-testid="audit-row">
      <td data-label="When" className="nowrap">
        <time dateTime={entry.at}>{formatDateTime(entry.at)}</time>
      </td>
      <td data-label="Who">
        {entry.actor}
        {entry.actorKind === "token" && <span className="faint"> by token</span>}
        {entry.grantedBy !== undefined && <div className="faint">of Vagus, let in by {entry.grantedBy}</div>}
      </td>
      <td data-label="What">
        <code>{entry.action}</code>
        {entry.detail !== undefined && <div className="faint">{entry.detail}</div>}
      </td>
      <td data-label="On" className="break">
        <code>{entry.target}</code>
      </td>
      <td data-label="Outcome">
        <span className={`badge badge-${entry.outcome}`}>
          <span className="badge-dot" aria-hidden="true" />
          {OUTCOMES[entry.outcome]}
        </span>
      </td>
    </tr>
  );
}
