import { useQuery } from "@tanstack/react-query";
import { fetchStatus } from "../../api/client";
import type { ServiceStatus } from "../../api/types";
import { polling } from "../../app/polling";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Card, PageHeader } from "../../ui/page";

const POLL_MILLIS = 15_000;
const PARTS: Record<string, string> = {
  api: "Portal and API",
  nodes: "Messaging nodes",
  provisioning: "Changes reaching the nodes",
};
const WORDS = { ok: "Works", degraded: "Degraded", down: "Down" } as const;
const BADGES = { ok: "active", degraded: "degraded", down: "revoked" } as const;
const TITLES: Record<ServiceStatus["state"], string> = {
  ok: "Everything works",
  degraded: "Some of it does not work as it should",
  down: "The service is down",
};

/** How the service is, for everybody. */
export function StatusPage() {
  const status = useQuery({
    queryKey: ["status"],
    refetchInterval: polling(POLL_MILLIS),
    queryFn: ({ signal }) => fetchStatus(signal),
  });
  return (
    <>
      <PageHeader title="Status" />
      <ErrorNotice error={status.error} onRetry={() => void status.refetch()} />
      {status.isPending && <Skeleton lines={4} label="Loading the status" />}
      {status.data !== undefined && (
        <div className="stack-loose">
          <Notice
            tone={status.data.state === "ok" ? "success" : status.data.state === "degraded" ? "warning" : "danger"}
            title={TITLES[status.data.state]}
            testId="status"
          />
          <Card title="Parts">
            <ul className="rows">
              {status.data.parts.map((part) => (
                <li key={part.name} className="row">
                  <div className="row-main">
                    <strong>{PARTS[part.name] ?? part.name}</strong>
                    {part.since !== undefined && <span className="faint">since {formatDateTime(part.since)}</span>}
                  </div>
                  <Badge state={part.state} />
                </li>
              ))}
            </ul>
          </Card>
          <Card title="The last two weeks">
            {status.data.incidents.length === 0 && <p className="faint">No incident.</p>}
            <ul className="rows">
              {status.data.incidents.map((incident) => (
                <li key={`${incident.part} ${incident.startedAt}`} className="row">
                  <div className="row-main">
                    <strong>{PARTS[incident.part] ?? incident.part}</strong>
                    <span className="faint">
                      {formatDateTime(incident.startedAt)} –{" "}
                      {incident.endedAt === undefined ? "now" : formatDateTime(incident.endedAt)}
                    </span>
                  </div>
                  <Badge state={incident.state} />
                </li>
              ))}
            </ul>
          </Card>
        </div>
      )}
    </>
  );
}

function Badge({ state }: { state: keyof typeof WORDS }) {
  return (
    <span className={`badge badge-${BADGES[state]}`}>
      <span className="badge-dot" aria-hidden="true" />
      {WORDS[state]}
    </span>
  );
}
