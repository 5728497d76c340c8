import { useState } from "react";
import { unwrap } from "../../api/client";
import type { Team } from "../../api/types";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Notice } from "../../ui/feedback";
import { Form, SelectField } from "../../ui/fields";
import { formatDateTime } from "../../ui/format";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { useMembers } from "./queries";

/** Giving the team away and deleting it: for owners. */
export function DangerCard({ team }: { team: Team }) {
  const api = useApi();
  const [asking, setAsking] = useState<"transfer" | "delete">();
  const remove = useAction(
    async () => unwrap(await api.control.DELETE("/api/v1/teams/{teamId}", { params: { path: { teamId: team.id } } })),
    { stale: staleTeam(team), said: "The team is being deleted", onDone: () => setAsking(undefined) },
  );
  return (
    <Card title="Danger zone" className="card-danger">
      <div className="split">
        <p>Make another member the owner. You become an admin.</p>
        <Button data-testid="transfer-team" onClick={() => setAsking("transfer")}>
          Transfer ownership
        </Button>
      </div>
      <div className="split">
        <p>Delete the team with its accounts. You can undo it for some days.</p>
        <Button look="danger" data-testid="delete-team" onClick={() => setAsking("delete")}>
          Delete team
        </Button>
      </div>
      {asking === "transfer" && <TransferModal team={team} onClose={() => setAsking(undefined)} />}
      {asking === "delete" && (
        <ConfirmModal
          title={`Delete ${team.name}?`}
          action="Delete team"
          typed={team.name}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(undefined)}
          testId="confirm-delete-team"
        >
          <p>
            All its accounts are suspended at once and every connection is closed. An owner can restore the team until
            its time of grace is over.
          </p>
        </ConfirmModal>
      )}
    </Card>
  );
}

/** Says over everything that the team is on its way out. */
export function DeletionNotice({ team }: { team: Team }) {
  const api = useApi();
  const restore = useAction(
    async () =>
      unwrap(await api.control.POST("/api/v1/teams/{teamId}/restore", { params: { path: { teamId: team.id } } })),
    { stale: staleTeam(team), said: "The team is restored" },
  );
  if (team.deletesAt === undefined) return null;
  return (
    <>
      <Notice
        tone="danger"
        testId="team-deleting"
        title={`This team is deleted for good on ${formatDateTime(team.deletesAt)}`}
        action={
          team.rights.includes("own") && (
            <Button busy={restore.isPending} data-testid="restore-team" onClick={() => restore.mutate()}>
              Restore team
            </Button>
          )
        }
      >
        Its accounts are suspended and nothing can be changed.
      </Notice>
      <ErrorNotice error={restore.error} />
    </>
  );
}

function TransferModal({ team, onClose }: { team: Team; onClose: () => void }) {
  const api = useApi();
  const me = useMe();
  const members = useMembers(team.id);
  const others = members.data?.filter((member) => member.personId !== me.data?.id) ?? [];
  const [chosen, setChosen] = useState("");
  const personId = chosen === "" ? others[0]?.personId : chosen;
  const transfer = useAction(
    async (to: string) =>
      unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/transfer", {
          params: { path: { teamId: team.id } },
          body: { personId: to },
        }),
      ),
    { stale: staleTeam(team), said: "The team has another owner", onDone: onClose },
  );
  return (
    <Modal title="Transfer ownership" onClose={onClose}>
      <Form
        error={transfer.error}
        onSubmit={() => personId !== undefined && !transfer.isPending && transfer.mutate(personId)}
      >
        <ErrorNotice error={transfer.error} />
        {others.length === 0 ? (
          <p>Nobody else is in the team. Invite somebody first.</p>
        ) : (
          <SelectField label="New owner" value={personId ?? ""} onChange={setChosen}>
            {others.map((member) => (
              <option key={member.personId} value={member.personId}>
                {member.name} ({member.email})
              </option>
            ))}
          </SelectField>
        )}
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          {others.length > 0 && (
            <Button look="danger" type="submit" busy={transfer.isPending}>
              Transfer
            </Button>
          )}
        </div>
      </Form>
    </Modal>
  );
}

function staleTeam(team: Team): unknown[][] {
  return [["team", team.id], ["members", team.id], ["me"], ["accounts", team.id]];
}
