import { useState } from "react";
import { unwrap } from "../../api/client";
import type { CatalogueEntry, ShareRequest } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { useEnterTeam } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { TextField } from "../../ui/fields";
import { formatAgo } from "../../ui/format";
import { Card, PageHeader } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { TakeModal } from "./TakeModal";
import { useCatalogue, useShareRequests } from "./queries";

const WORDS = { pending: "Waiting", approved: "Approved", declined: "Declined" } as const;
const TONES = { pending: "provisioning", approved: "active", declined: "revoked" } as const;

/** What teams offer each other, and their requests. */
export function CataloguePage() {
  const teamId = useRequiredParam("teamId");
  useEnterTeam(teamId);
  const [search, setSearch] = useState("");
  const [taking, setTaking] = useState<CatalogueEntry>();
  const entries = useCatalogue(teamId, search.trim());
  const requests = useShareRequests(teamId);
  return (
    <>
      <PageHeader title="Catalogue" lead="Streams and services that your team and others offer." />
      <div className="stack-loose">
        {requests.data !== undefined && requests.data.length > 0 && (
          <Card title="Requests">
            <ul className="rows">
              {requests.data.map((request) => (
                <Request key={request.id} teamId={teamId} request={request} />
              ))}
            </ul>
          </Card>
        )}
        <Card title="Offers">
          <TextField label="Find" type="search" value={search} onChange={setSearch} data-testid="catalogue-search" />
          <ErrorNotice error={entries.error} onRetry={() => void entries.refetch()} />
          {entries.isPending && <Skeleton lines={3} label="Loading the catalogue" />}
          {entries.data?.length === 0 && (
            <EmptyState title={search === "" ? "Nothing is offered yet" : "Nothing matches"}>
              Open an account, go to Sharing and create an export. Advertised exports of all teams appear here.
            </EmptyState>
          )}
          <ul className="rows">
            {entries.data?.map((entry) => (
              <li key={entry.exportId} className="row" data-testid="catalogue-row">
                <div className="row-main">
                  <strong>
                    {entry.name} <span className="tag">{entry.kind}</span>
                  </strong>
                  {entry.description !== "" && <span>{entry.description}</span>}
                  <code>{entry.subject}</code>
                  <span className="faint">
                    {entry.own ? "Your team" : entry.teamName}, account {entry.accountName}
                    {entry.tokenRequired && !entry.own && ", by request"}
                  </span>
                </div>
                <Button className="row-action" onClick={() => setTaking(entry)} data-testid="take">
                  Import
                </Button>
              </li>
            ))}
          </ul>
        </Card>
      </div>
      {taking !== undefined && <TakeModal teamId={teamId} entry={taking} onClose={() => setTaking(undefined)} />}
    </>
  );
}

function Request({ teamId, request }: { teamId: string; request: ShareRequest }) {
  const api = useApi();
  const params = { path: { teamId, requestId: request.id } };
  const decide = useAction(
    async (approve: boolean) =>
      unwrap(
        approve
          ? await api.control.POST("/api/v1/teams/{teamId}/share-requests/{requestId}/approve", { params, body: {} })
          : await api.control.POST("/api/v1/teams/{teamId}/share-requests/{requestId}/decline", { params }),
      ),
    { stale: [["share-requests", teamId]], said: "Decided" },
  );
  return (
    <li className="row" data-testid="request-row">
      <div className="row-main">
        <strong>
          {request.incoming ? `${request.requesterName} asks for ${request.exportName}` : request.exportName}
        </strong>
        <span className="faint">
          {request.requestedBy}, {formatAgo(request.requestedAt)}
        </span>
        {request.message !== "" && <span>{request.message}</span>}
        <ErrorNotice error={decide.error} />
      </div>
      <span className={`badge badge-${TONES[request.state]}`}>
        <span className="badge-dot" aria-hidden="true" />
        {WORDS[request.state]}
      </span>
      {request.incoming && request.state === "pending" && (
        <div className="row-action">
          <Button busy={decide.isPending} onClick={() => decide.mutate(false)}>
            Decline
          </Button>
          <Button look="primary" busy={decide.isPending} onClick={() => decide.mutate(true)} data-testid="approve">
            Approve
          </Button>
        </div>
      )}
    </li>
  );
}
