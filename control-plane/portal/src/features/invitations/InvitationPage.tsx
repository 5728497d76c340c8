import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router";
import { unwrap } from "../../api/client";
import { useRequiredParam } from "../../app/params";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatDate } from "../../ui/format";
import { Card, PageHeader } from "../../ui/page";
import { useApi, useSessionStatus } from "../session/SessionContext";
import { describe } from "../team/roles";

/** Where the link of an invitation leads; the code is in the fragment, which no server sees. */
export function InvitationPage() {
  const invitationId = useRequiredParam("invitationId");
  const code = useLocation().hash.slice(1);
  const api = useApi();
  const navigate = useNavigate();
  const params = { path: { invitationId } };
  const body = code === "" ? {} : { code };
  const invitation = useQuery({
    queryKey: ["invitation", invitationId],
    enabled: useSessionStatus() === "signed-in",
    queryFn: async () => unwrap(await api.control.POST("/api/v1/invitations/{invitationId}/open", { params, body })),
  });
  const accept = useAction(
    async () => unwrap(await api.control.POST("/api/v1/invitations/{invitationId}/accept", { params, body })),
    {
      stale: [["me"], ["own-invitations"]],
      said: "You are a member now",
      onDone: (team) => void navigate(`/teams/${team.id}/accounts`),
    },
  );
  const decline = useAction(
    async () => unwrap(await api.control.POST("/api/v1/invitations/{invitationId}/decline", { params, body })),
    { stale: [["own-invitations"]], said: "The invitation is declined", onDone: () => void navigate("/") },
  );
  return (
    <>
      <PageHeader title="Invitation" />
      <ErrorNotice error={accept.error ?? decline.error} />
      {invitation.isPending && <Skeleton lines={4} label="Loading the invitation" />}
      {invitation.isError && (
        <EmptyState title="This link opens nothing">
          It may be mistyped, or made for another address. Ask whoever invited you for a new one.
        </EmptyState>
      )}
      {invitation.data !== undefined && (
        <Card title={`Join ${invitation.data.teamName}`}>
          <p>
            {invitation.data.invitedBy} invites you as <strong>{invitation.data.role}</strong>.{" "}
            {describe(invitation.data.role)}
          </p>
          {invitation.data.state === "pending" ? (
            <>
              <p className="faint">Good until {formatDate(invitation.data.expiresAt)}.</p>
              <div className="actions">
                <Button busy={decline.isPending} onClick={() => decline.mutate()} data-testid="invitation-decline">
                  Decline
                </Button>
                <Button
                  look="primary"
                  busy={accept.isPending}
                  onClick={() => accept.mutate()}
                  data-testid="invitation-accept"
                >
                  Join the team
                </Button>
              </div>
            </>
          ) : (
            <p>It is {invitation.data.state}. Ask whoever invited you for a new one.</p>
          )}
        </Card>
      )}
    </>
  );
}
