import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Team, Webhook } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";

const LOOK_AGAIN_MS = 3000;

/** Where the team's own systems hear of what happens. */
export function WebhooksCard({ team }: { team: Team }) {
  const api = useApi();
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<Webhook>();
  const [shown, setShown] = useState<Webhook>();
  const stale = [["webhooks", team.id]];
  const webhooks = useQuery({
    queryKey: ["webhooks", team.id],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/webhooks", {
          params: { path: { teamId: team.id }, query: { limit: 50 } },
          signal,
        }),
      ).items,
  });
  const toggle = useAction(
    async (webhook: Webhook) =>
      unwrap(
        await api.control.PATCH("/api/v1/teams/{teamId}/webhooks/{webhookId}", {
          params: { path: { teamId: team.id, webhookId: webhook.id } },
          body: { enabled: !webhook.enabled },
        }),
      ),
    { stale, said: "Saved" },
  );
  const remove = useAction(
    async (webhookId: string) =>
      unwrap(
        await api.control.DELETE("/api/v1/teams/{teamId}/webhooks/{webhookId}", {
          params: { path: { teamId: team.id, webhookId } },
        }),
      ),
    { stale, said: "The webhook is deleted", onDone: () => setDeleting(undefined) },
  );
  return (
    <Card
      title="Webhooks"
      actions={
        <Button data-testid="create-webhook" onClick={() => setCreating(true)}>
          <Icon name="plus" /> Add webhook
        </Button>
      }
    >
      <ErrorNotice error={webhooks.error ?? toggle.error} onRetry={() => void webhooks.refetch()} />
      {webhooks.isPending && <Skeleton lines={2} label="Loading webhooks" />}
      {webhooks.data?.length === 0 && (
        <p className="faint">None yet. Add one to have every change of this team sent to your own systems, signed.</p>
      )}
      <ul className="rows">
        {webhooks.data?.map((webhook) => (
          <li key={webhook.id} className="row" data-testid="webhook-row">
            <div className="row-main">
              <strong>{webhook.name}</strong>
              <code className="break">{webhook.url}</code>
              <span className="faint">{webhook.events.length === 0 ? "all events" : webhook.events.join(", ")}</span>
            </div>
            <span className="tag">{webhook.enabled ? "on" : "off"}</span>
            <Button
              className="row-action"
              aria-label={`Deliveries of ${webhook.name}`}
              data-testid="webhook-deliveries"
              onClick={() => setShown(webhook)}
            >
              Deliveries
            </Button>
            <Button
              className="row-action"
              aria-label={`Turn ${webhook.enabled ? "off" : "on"} ${webhook.name}`}
              onClick={() => toggle.mutate(webhook)}
            >
              {webhook.enabled ? "Turn off" : "Turn on"}
            </Button>
            <Button
              className="row-action"
              aria-label={`Delete webhook ${webhook.name}`}
              onClick={() => setDeleting(webhook)}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      {creating && <CreateWebhookModal team={team} onClose={() => setCreating(false)} />}
      {shown !== undefined && <DeliveriesModal webhook={shown} onClose={() => setShown(undefined)} />}
      {deleting !== undefined && (
        <ConfirmModal
          title={`Delete ${deleting.name}?`}
          action="Delete webhook"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(deleting.id)}
          onClose={() => setDeleting(undefined)}
          testId="confirm-delete-webhook"
        >
          <p>Events on their way are dropped.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}

function CreateWebhookModal({ team, onClose }: { team: Team; onClose: () => void }) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("https://");
  const [events, setEvents] = useState("");
  const create = useAction(
    async () => {
      const wanted = events.split(/[\s,]+/).filter((event) => event !== "");
      const body = { name: name.trim(), url: url.trim(), ...(wanted.length === 0 ? {} : { events: wanted }) };
      return unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/webhooks", {
          params: { path: { teamId: team.id }, header: submission.for(body) },
          body,
        }),
      );
    },
    { stale: [["webhooks", team.id]], said: "The webhook is made", onDone: () => submission.spent() },
  );
  if (create.data !== undefined) {
    return (
      <Modal title="Webhook made" onClose={onClose}>
        <div className="stack">
          <Notice tone="warning" title="Save this secret now: it will not be shown again">
            Check each delivery with it: the header webhook-signature is made as Standard Webhooks has it.
          </Notice>
          {create.data.secret !== undefined && (
            <div className="secret">
              <code data-testid="webhook-secret">{create.data.secret}</code>
              <CopyButton text={create.data.secret} what="secret" />
            </div>
          )}
          <div className="actions">
            <Button look="primary" onClick={onClose} data-testid="webhook-done">
              Done
            </Button>
          </div>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title="Add a webhook" onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", "url", "events"]} />
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="webhook-name"
        />
        <TextField
          label="Address"
          hint="An https address that the internet can reach."
          type="url"
          value={url}
          onChange={setUrl}
          error={fieldError(create.error, "url")}
          autoComplete="off"
          data-testid="webhook-url"
        />
        <TextField
          label="Events"
          hint="Such as account user.create; empty for all."
          value={events}
          onChange={setEvents}
          error={fieldError(create.error, "events")}
          autoComplete="off"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="webhook-submit">
            Add webhook
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function DeliveriesModal({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const api = useApi();
  const path = { teamId: webhook.teamId, webhookId: webhook.id };
  const stale = [["webhook-deliveries", webhook.id]];
  const deliveries = useQuery({
    queryKey: ["webhook-deliveries", webhook.id],
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/teams/{teamId}/webhooks/{webhookId}/deliveries", {
          params: { path, query: { limit: 20 } },
          signal,
        }),
      ).items,
  });
  const test = useAction(
    async () =>
      unwrap(await api.control.POST("/api/v1/teams/{teamId}/webhooks/{webhookId}/test", { params: { path } })),
    { stale, said: "A test event is on its way" },
  );
  const retry = useAction(
    async (deliveryId: string) =>
      unwrap(
        await api.control.POST("/api/v1/teams/{teamId}/webhooks/{webhookId}/deliveries/{deliveryId}/retry", {
          params: { path: { ...path, deliveryId } },
        }),
      ),
    { stale, said: "The event is on its way again" },
  );
  return (
    <Modal title={`Deliveries of ${webhook.name}`} onClose={onClose} wide>
      <div className="stack">
        <ErrorNotice error={deliveries.error ?? test.error ?? retry.error} />
        {deliveries.data?.length === 0 && <p className="faint">Nothing was sent in the last 14 days.</p>}
        <ul className="rows">
          {deliveries.data?.map((delivery) => (
            <li key={delivery.id} className="row" data-testid="delivery-row">
              <div className="row-main">
                <code>{delivery.event}</code>
                <span className="faint">
                  {formatDateTime(delivery.createdAt)}, attempt {delivery.attempts}
                  {delivery.status === undefined ? "" : `, answered ${delivery.status}`}
                  {delivery.error === undefined ? "" : `, ${delivery.error}`}
                </span>
              </div>
              <span className="tag">{delivery.state}</span>
              {delivery.state !== "delivered" && (
                <Button className="row-action" onClick={() => retry.mutate(delivery.id)}>
                  Send again
                </Button>
              )}
            </li>
          ))}
        </ul>
        <div className="actions">
          <Button busy={test.isPending} data-testid="webhook-test" onClick={() => test.mutate()}>
            Send a test event
          </Button>
        </div>
      </div>
    </Modal>
  );
}
