import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { unwrap } from "../../api/client";
import { Notice } from "../../ui/feedback";
import { useApi, useSessionStatus } from "../session/SessionContext";

/** Says that somebody is invited, on whatever page they are. */
export function InvitationsBanner() {
  const api = useApi();
  const invitations = useQuery({
    queryKey: ["own-invitations"],
    enabled: useSessionStatus() === "signed-in",
    staleTime: 60_000,
    queryFn: async ({ signal }) => unwrap(await api.control.GET("/api/v1/invitations", { signal })).items,
  });
  return invitations.data?.map((invitation) => (
    <Notice
      key={invitation.id}
      tone="info"
      testId="invitation-banner"
      title={`${invitation.invitedBy} invites you to ${invitation.teamName}`}
      action={<Link to={`/invitations/${invitation.id}`}>Look at it</Link>}
    />
  ));
}
