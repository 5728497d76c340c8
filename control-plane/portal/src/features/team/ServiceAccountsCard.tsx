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
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";
import { RoleField } from "./RoleField";
import { describe } from "./roles";
import { ServiceTokensModal } from "./ServiceTokensModal";

interface Machine {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Machines that are members of the team. */
export function ServiceAccountsCard({ team }: { team: Team }) {
  const api = useApi();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<Machine>();
  const [looking, setLooking] = useState<Machine>();
  const [secret, setSecret] = useState<{ name: string; secret: string | undefined }>();
  const machines = useQuery({
    queryKey: ["service-accounts", team.id],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/service-accounts", {
          params: { path: { teamId: team.id }, query: { limit: 200 } },
          signal,
        }),
      ).items,
  });
  const stale = [["service-accounts", team.id]];
  const remove = useAction(
    async (serviceAccountId: string) =>
      unwrap(
        await api.control.DELETE("/api/v1/teams/{teamId}/service-accounts/{serviceAccountId}", {
          params: { path: { teamId: team.id, serviceAccountId } },
        }),
      ),
    { stale, said: "The service account is deleted", onDone: () => setDeleting(undefined) },
  );
  const token = useAction(
    async (machine: Machine) => ({
      name: machine.name,
      secret: unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/service-accounts/{serviceAccountId}/tokens", {
          params: { path: { teamId: team.id, serviceAccountId: machine.id } },
          body: { name: `${machine.name}`, expiresInSeconds: 7_776_000, access: "write" },
        }),
      ).secret,
    }),
    { stale, said: "The token is made. Save it now.", onDone: setSecret },
  );
  return (
    <Card
      title="Service accounts"
      actions={
        <Button data-testid="create-service-account" onClick={() => setCreating(true)}>
          <Icon name="plus" /> Add service account
        </Button>
      }
    >
      <ErrorNotice error={machines.error ?? token.error} onRetry={() => void machines.refetch()} />
      {machines.isPending && <Skeleton lines={2} label="Loading service accounts" />}
      {machines.data?.length === 0 && (
        <p className="faint">
          None yet. Give pipelines and Terraform one, so that their tokens stay when a person leaves.
        </p>
      )}
      {secret?.secret !== undefined && (
        <Notice tone="warning" title={`Save the token of ${secret.name} now: it will not be shown again`}>
          <p>It works for 90 days.</p>
          <div className="secret">
            <code data-testid="service-token-secret">{secret.secret}</code>
            <CopyButton text={secret.secret} what="token" />
          </div>
        </Notice>
      )}
      <ul className="rows">
        {machines.data?.map((machine) => (
          <li key={machine.id} className="row" data-testid="service-account-row">
            <div className="row-main">
              <strong>{machine.name}</strong>
              <span className="faint">{describe(machine.role)}</span>
            </div>
            <span className="tag">{machine.role}</span>
            <Button
              className="row-action"
              aria-label={`New token for ${machine.name}`}
              data-testid="create-service-token"
              busy={token.isPending}
              onClick={() => token.mutate(machine)}
            >
              New token
            </Button>
            <Button
              className="row-action"
              aria-label={`Tokens of ${machine.name}`}
              data-testid="service-tokens"
              onClick={() => setLooking(machine)}
            >
              Tokens
            </Button>
            <Button
              className="row-action"
              aria-label={`Delete service account ${machine.name}`}
              onClick={() => setDeleting(machine)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      {creating && <CreateModal team={team} onClose={() => setCreating(false)} />}
      {looking !== undefined && (
        <ServiceTokensModal teamId={team.id} machine={looking} onClose={() => setLooking(undefined)} />
      )}
      {deleting !== undefined && (
        <ConfirmModal
          title={`Delete ${deleting.name}?`}
          action="Delete service account"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting.id)}
          onClose={() => setDeleting(undefined)}
          testId="confirm-delete-service-account"
        >
          <p>Its tokens stop working at once.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}

function CreateModal({ team, onClose }: { team: Team; onClose: () => void }) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const create = useAction(
    async () => {
      const body = { name: name.trim(), role };
      return unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/service-accounts", {
          params: { path: { teamId: team.id }, header: submission.for(body) },
          body,
        }),
      );
    },
    { stale: [["service-accounts", team.id]], said: "The service account is made", onDone: onClose },
  );
  return (
    <Modal title="Add a service account" onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", "role"]} />
        <TextField
          label="Name"
          hint="What uses it: deploy, terraform, backup."
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="service-account-name"
        />
        <RoleField role={role} onChange={setRole} owners={false} error={create.error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="service-account-submit">
            Add
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
