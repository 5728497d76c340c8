import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Member, Role, Team } from "../../api/types";
import { useRequiredParam } from "../../app/params";
import { useEnterTeam, useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice, Skeleton } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { formatDate } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card, PageHeader } from "../../ui/page";
import { TemplatesCard } from "../accounts/TemplatesCard";
import { useApi } from "../session/SessionContext";
import { SupportCard } from "../support/SupportCard";
import { DangerCard, DeletionNotice } from "./DangerCard";
import { InvitationsCard } from "./InvitationsCard";
import { useMembers, useTeam } from "./queries";
import { RoleField } from "./RoleField";
import { describe, ROLES, roleOf } from "./roles";
import { ServiceAccountsCard } from "./ServiceAccountsCard";
import { WebhooksCard } from "./WebhooksCard";

export function TeamPage() {
  const teamId = useRequiredParam("teamId");
  useEnterTeam(teamId);
  const team = useTeam(teamId);

  if (team.data === undefined) {
    return team.isError ? (
      <>
        <PageHeader title="Team" />
        <ErrorNotice error={team.error} onRetry={() => void team.refetch()} />
      </>
    ) : (
      <Skeleton lines={6} label="Loading the team" />
    );
  }
  return (
    <>
      <PageHeader
        key={teamId}
        title={team.data.name}
        eyebrow="Team"
        lead={`You are ${team.data.role} here. ${describe(team.data.role)}`}
      />
      <div className="stack-loose">
        <DeletionNotice team={team.data} />
        <MembersCard team={team.data} />
        <TemplatesCard team={team.data} />
        <SupportCard team={team.data} />
        {team.data.rights.includes("managePeople") && (
          <>
            <InvitationsCard team={team.data} />
            <ServiceAccountsCard team={team.data} />
            <WebhooksCard team={team.data} />
          </>
        )}
        {team.data.rights.includes("managePeople") && <RenameCard key={team.data.id} team={team.data} />}
        {team.data.rights.includes("own") && team.data.deletesAt === undefined && <DangerCard team={team.data} />}
      </div>
    </>
  );
}

function MembersCard({ team }: { team: Team }) {
  const members = useMembers(team.id);
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Member>();
  const manages = team.rights.includes("managePeople");
  const api = useApi();
  const change = useAction(
    async ({ member, role }: { member: Member; role: Role }) =>
      unwrap(
        await api.control.PATCH("/api/v1/teams/{teamId}/members/{personId}", {
          params: { path: { teamId: team.id, personId: member.personId } },
          body: { role },
        }),
      ),
    { stale: [["members", team.id]], said: "The role is changed" },
  );
  return (
    <Card
      title="Members"
      actions={
        manages && (
          <Button look="primary" data-testid="add-member" onClick={() => setAdding(true)}>
            <Icon name="plus" /> Add member
          </Button>
        )
      }
    >
      <ErrorNotice error={members.error ?? change.error} onRetry={() => void members.refetch()} />
      {members.isPending && <Skeleton lines={3} label="Loading members" />}
      <ul className="rows">
        {members.data?.map((member) => {
          const self = member.personId === me.data?.id;
          return (
            <li key={member.personId} className="row" data-testid="member-row">
              <div className="row-main">
                <strong>
                  {member.name} {self && <span className="tag">you</span>}
                </strong>
                <span className="faint">{member.email}</span>
              </div>
              <span className="faint hide-narrow">since {formatDate(member.joinedAt)}</span>
              {manages && !self && (team.rights.includes("own") || member.role !== "owner") ? (
                <select
                  aria-label={`Role of ${member.name}`}
                  value={member.role}
                  data-testid="member-role"
                  onChange={(event) => change.mutate({ member, role: roleOf(event.target.value) })}
                >
                  {ROLES.filter((each) => each.role !== "owner" || team.rights.includes("own")).map((each) => (
                    <option key={each.role} value={each.role}>
                      {each.label}
                    </option>
                  ))}
                </select>
              ) : (
                <span className="tag">{member.role}</span>
              )}
              {(manages || self) && (
                <Button
                  className="row-action"
                  aria-label={self ? "Leave this team" : `Remove ${member.name}`}
                  onClick={() => setRemoving(member)}
                >
                  {self ? "Leave" : "Remove"}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {adding && (
        <AddMemberModal teamId={team.id} mayMakeOwners={team.rights.includes("own")} onClose={() => setAdding(false)} />
      )}
      {removing !== undefined && (
        <RemoveMemberModal
          team={team}
          member={removing}
          self={removing.personId === me.data?.id}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Card>
  );
}

function AddMemberModal({
  teamId,
  mayMakeOwners,
  onClose,
}: {
  teamId: string;
  mayMakeOwners: boolean;
  onClose: () => void;
}) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const add = useMutation({
    mutationFn: async () => {
      const body = { email: email.trim(), role };
      return unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/members", {
          params: { path: { teamId }, header: submission.for(body) },
          body,
        }),
      );
    },
    onSuccess: async (member) => {
      submission.spent();
      await queryClient.invalidateQueries({ queryKey: ["members", teamId] });
      announce(`${member.name} is a member now`);
      onClose();
    },
  });
  return (
    <Modal title="Add a member" onClose={onClose}>
      <Form error={add.error} onSubmit={() => !add.isPending && add.mutate()}>
        <p className="faint">They must have signed up to Vagus before.</p>
        <FormNotice error={add.error} fields={["email", "role"]} />
        <TextField
          label="E-mail"
          type="email"
          value={email}
          onChange={setEmail}
          error={fieldError(add.error, "email")}
          autoComplete="off"
          data-testid="member-email"
        />
        <RoleField role={role} onChange={setRole} owners={mayMakeOwners} error={add.error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={add.isPending} data-testid="member-submit">
            Add member
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function RemoveMemberModal({
  team,
  member,
  self,
  onClose,
}: {
  team: Team;
  member: Member;
  self: boolean;
  onClose: () => void;
}) {
  const api = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: async () =>
      unwrap(
        await api.control.DELETE("/api/v1/teams/{teamId}/members/{personId}", {
          params: { path: { teamId: team.id, personId: member.personId } },
        }),
      ),
    onSuccess: async () => {
      if (self) {
        await queryClient.invalidateQueries({ queryKey: ["me"] });
        await navigate("/");
      } else {
        await queryClient.invalidateQueries({ queryKey: ["members", team.id] });
        announce(`${member.name} is removed`);
        onClose();
      }
    },
  });
  return (
    <ConfirmModal
      title={self ? `Leave ${team.name}?` : `Remove ${member.name}?`}
      action={self ? "Leave team" : "Remove member"}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
      testId="confirm-remove-member"
    >
      <p>
        {self ? "You lose" : "They lose"} sight of this team and its accounts. NATS users keep working until they are
        revoked.
      </p>
    </ConfirmModal>
  );
}

function RenameCard({ team }: { team: Team }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [name, setName] = useState(team.name);
  const rename = useMutation({
    mutationFn: async () =>
      unwrap(
        await api.control.PATCH("/api/v1/teams/{teamId}", {
          params: { path: { teamId: team.id } },
          body: { name: name.trim() },
        }),
      ),
    onSuccess: (renamed) => {
      queryClient.setQueryData(["team", team.id], renamed);
      void queryClient.invalidateQueries({ queryKey: ["me"] });
      announce("Saved");
    },
  });
  return (
    <Card title="Name">
      <Form error={rename.error} onSubmit={() => !rename.isPending && rename.mutate()}>
        <FormNotice error={rename.error} fields={["name"]} />
        <TextField
          label="Team name"
          value={name}
          onChange={setName}
          error={fieldError(rename.error, "name")}
          autoComplete="off"
          data-testid="team-rename"
        />
        <div className="actions">
          {rename.isSuccess && <span className="saved">Saved</span>}
          <Button type="submit" busy={rename.isPending} data-testid="team-rename-submit">
            Rename
          </Button>
        </div>
      </Form>
    </Card>
  );
}
