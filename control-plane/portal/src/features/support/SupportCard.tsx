import { unwrap } from "../../api/client";
import type { SupportAccess, Team } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { useTeamSupport } from "./queries";
import { SupportState } from "./SupportState";
import { lasting } from "./words";

const SAID = {
  grant: "The operator is let in",
  refuse: "The request is refused",
  revoke: "The operator is out",
} as const;

/** What operators of the service asked the team for; who manages its people says yes or no. */
export function SupportCard({ team }: { team: Team }) {
  const api = useApi();
  const asked = useTeamSupport(team.id);
  const decide = useAction(
    async ({ id, word }: { id: string; word: keyof typeof SAID }) => {
      const params = { path: { teamId: team.id, supportAccessId: id } };
      const base = "/api/v1/teams/{teamId}/support-access/{supportAccessId}";
      const answer =
        word === "grant"
          ? await api.control.POST(`${base}/grant`, { params })
          : word === "refuse"
            ? await api.control.POST(`${base}/refuse`, { params })
            : await api.control.POST(`${base}/revoke`, { params });
      unwrap(answer);
      return word;
    },
    { stale: [["support", team.id], ["audit"]], said: (word) => SAID[word] },
  );
  const decides = team.rights.includes("managePeople");
  return (
    <div id="support">
      <Card title="Support access">
        <ErrorNotice error={asked.error ?? decide.error} onRetry={() => void asked.refetch()} />
        {asked.isPending && <Skeleton lines={2} label="Loading support access" />}
        {asked.data?.length === 0 && (
          <p className="faint">
            Nobody of those who run this service asked to be let in. When somebody does, you read why and for how long,
            and an owner or admin decides.
          </p>
        )}
        <ul className="rows">
          {asked.data?.map((access) => (
            <li key={access.id} className="row" data-testid="support-row">
              <div className="row-main">
                <strong>
                  {access.operator} as {access.role}
                </strong>
                <span>{access.reason}</span>
                <span className="faint">{story(access)}</span>
              </div>
              <SupportState access={access} />
              {decides && access.state === "pending" && (
                <>
                  <Button
                    look="primary"
                    data-testid="support-grant"
                    aria-label={`Let in ${access.operator}`}
                    busy={decide.isPending}
                    onClick={() => decide.mutate({ id: access.id, word: "grant" })}
                  >
                    Let in
                  </Button>
                  <Button
                    data-testid="support-refuse"
                    aria-label={`Refuse ${access.operator}`}
                    busy={decide.isPending}
                    onClick={() => decide.mutate({ id: access.id, word: "refuse" })}
                  >
                    Refuse
                  </Button>
                </>
              )}
              {decides && access.state === "granted" && (
                <Button
                  look="danger"
                  data-testid="support-revoke"
                  aria-label={`Take back the access of ${access.operator}`}
                  busy={decide.isPending}
                  onClick={() => decide.mutate({ id: access.id, word: "revoke" })}
                >
                  Take back
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function story(access: SupportAccess): string {
  const asked = `for ${lasting(access.durationSeconds)}, asked ${formatDateTime(access.createdAt)}`;
  if (access.state === "pending") return asked;
  if (access.state === "granted")
    return `${asked}; let in by ${access.decidedBy} until ${formatDateTime(access.expiresAt)}`;
  return access.decidedBy === undefined ? asked : `${asked}; decided by ${access.decidedBy}`;
}
