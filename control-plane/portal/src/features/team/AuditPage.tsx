import type { AuditEntry } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { useEnterTeam } from "../../app/team";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Card, PageHeader } from "../../ui/page";
import { useAudit, useTeam } from "./queries";

export function AuditPage() {
  const teamId = useRequiredParam("teamId");
  useEnterTeam(teamId);
  const team = useTeam(teamId);
  const audit = useAudit(teamId);
  const entries = audit.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <PageHeader
        title="Audit log"
        eyebrow={team.data?.name}
        lead="Every change in this team, and every attempt that was refused. Newest first."
        actions={
          <Button busy={audit.isRefetching} onClick={() => void audit.refetch()}>
            Refresh
          </Button>
        }
      />
      <ErrorNotice error={audit.error} onRetry={() => void audit.refetch()} />
      {audit.isPending && <Skeleton lines={8} label="Loading the audit log" />}
      {entries?.length === 0 && <EmptyState title="Nothing yet">Changes appear here as they happen.</EmptyState>}
      {entries !== undefined && entries.length > 0 && (
        <Card>
          <div className="table-scroll">
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

function AuditRow({ entry }: { entry: AuditEntry }) {
  return (
    <tr data-testid="audit-row">
      <td data-label="When" className="nowrap">
        <time dateTime={entry.at}>{formatDateTime(entry.at)}</time>
      </td>
      <td data-label="Who">
        {entry.actor}
        {entry.actorKind === "token" && <span className="faint"> by token</span>}
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
          {entry.outcome === "done" ? "Done" : "Refused"}
        </span>
      </td>
    </tr>
  );
}
