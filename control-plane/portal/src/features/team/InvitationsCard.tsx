import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Role, Team } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { formatDate } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { RoleField } from "./RoleField";

/** Who is invited, and inviting. */
export function InvitationsCard({ team }: { team: Team }) {
  const api = useApi();
  const [inviting, setInviting] = useState(false);
  const invitations = useQuery({
    queryKey: ["invitations", team.id],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/invitations", {
          params: { path: { teamId: team.id }, query: { limit: 50 } },
          signal,
        }),
      ).items,
  });
  const revoke = useAction(
    async (invitationId: string) =>
      unwrap(
        await api.control.DELETE("/api/v1/teams/{teamId}/invitations/{invitationId}", {
          params: { path: { teamId: team.id, invitationId } },
        }),
      ),
    { stale: [["invitations", team.id]], said: "The invitation is revoked" },
  );
  return (
    <Card
      title="Invitations"
      actions={
        <Button look="primary" data-testid="invite" onClick={() => setInviting(true)}>
          <Icon name="plus" /> Invite
        </Button>
      }
    >
      <ErrorNotice error={invitations.error ?? revoke.error} onRetry={() => void invitations.refetch()} />
      {invitations.isPending && <Skeleton lines={2} label="Loading invitations" />}
      {invitations.data?.length === 0 && (
        <p className="faint">Nobody is invited. Invite a colleague by e-mail; they choose their own sign-in.</p>
      )}
      <ul className="rows">
        {invitations.data?.map((invitation) => (
          <li key={invitation.id} className="row" data-testid="invitation-row">
            <div className="row-main">
              <strong>{invitation.email}</strong>
              <span className="faint">
                as {invitation.role}, by {invitation.invitedBy}, until {formatDate(invitation.expiresAt)}
              </span>
            </div>
            <span className="tag" data-testid="invitation-state">
              {invitation.state}
            </span>
            {invitation.state === "pending" && (
              <Button
                className="row-action"
                aria-label={`Revoke the invitation of ${invitation.email}`}
                busy={revoke.isPending}
                onClick={() => revoke.mutate(invitation.id)}
              >
                Revoke
              </Button>
            )}
          </li>
        ))}
      </ul>
      {inviting && <InviteModal team={team} onClose={() => setInviting(false)} />}
    </Card>
  );
}

function InviteModal({ team, onClose }: { team: Team; onClose: () => void }) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const invite = useAction(
    async () => {
      const body = { email: email.trim(), role };
      return unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/invitations", {
          params: { path: { teamId: team.id }, header: submission.for(body) },
          body,
        }),
      );
    },
    { stale: [["invitations", team.id]], said: "The invitation is made", onDone: () => submission.spent() },
  );
  if (invite.data !== undefined) {
    const { invitation, link, mailed } = invite.data;
    return (
      <Modal title="Invitation made" onClose={onClose}>
        <div className="stack">
          <Notice tone="success" title={mailed ? `A mail is on its way to ${invitation.email}` : "Send them this link"}>
            {mailed ? "You may also hand over the link yourself. " : "This installation sends no mail. "}
            Whoever has the link can accept. It is shown only now.
          </Notice>
          {link !== undefined && (
            <div className="secret">
              <code data-testid="invitation-link">{link}</code>
              <CopyButton text={link} what="link" />
            </div>
          )}
          <div className="actions">
            <Button look="primary" onClick={onClose} data-testid="invitation-done">
              Done
            </Button>
          </div>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title={`Invite to ${team.name}`} onClose={onClose}>
      <Form error={invite.error} onSubmit={() => !invite.isPending && invite.mutate()}>
        <FormNotice error={invite.error} fields={["email", "role"]} />
        <TextField
          label="E-mail"
          type="email"
          value={email}
          onChange={setEmail}
          error={fieldError(invite.error, "email")}
          autoComplete="off"
          data-testid="invitation-email"
        />
        <RoleField
          role={role}
          onChange={setRole}
          owners={team.rights.includes("own")}
          error={invite.error}
          testId="invitation-role"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={invite.isPending} data-testid="invitation-submit">
            Invite
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
