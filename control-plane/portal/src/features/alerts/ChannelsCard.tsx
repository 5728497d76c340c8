import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { AlertChannel } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { useAlertChannels } from "./queries";

const KINDS: Record<AlertChannel["kind"], { word: string; label: string; hint: string }> = {
  nats: { word: "NATS subject", label: "Subject", hint: "A message of JSON goes there, in this account" },
  webhook: { word: "Webhook", label: "Address", hint: "https; requests are signed with a secret that is shown once" },
  email: { word: "E-mail", label: "E-mail address", hint: "Where this installation sends mail" },
};

/** Who is told of alerts, and how. */
export function ChannelsCard() {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const channels = useAlertChannels(account.id);
  const [making, setMaking] = useState(false);
  const act = useMutation({
    mutationFn: async ({ channel, what }: { channel: AlertChannel; what: "test" | "delete" }) => {
      const params = { path: { accountId: account.id, channelId: channel.id } };
      if (what === "test") {
        unwrap(await api.control.POST("/api/v1/accounts/{accountId}/alert-channels/{channelId}/test", { params }));
      } else {
        unwrap(await api.control.DELETE("/api/v1/accounts/{accountId}/alert-channels/{channelId}", { params }));
      }
    },
    onSuccess: async (_, { what }) => {
      announce(what === "test" ? "A test is on its way" : "The channel is deleted");
      await queryClient.invalidateQueries({ queryKey: ["alert-channels", account.id] });
    },
  });
  return (
    <Card
      title="Who is told"
      actions={
        <Allowed right="operate">
          <Button data-testid="create-channel" onClick={() => setMaking(true)}>
            <Icon name="plus" /> Channel
          </Button>
        </Allowed>
      }
    >
      <ErrorNotice error={channels.error ?? act.error} onRetry={() => void channels.refetch()} />
      {channels.isPending && <Skeleton lines={2} label="Loading channels" />}
      {channels.data?.length === 0 && (
        <p className="faint">
          Nobody is told yet; alerts show on this page only. Add a NATS subject, a webhook or an e-mail address.
        </p>
      )}
      <ul className="rows">
        {channels.data?.map((channel) => (
          <li key={channel.id} className="row" data-testid="channel">
            <div className="row-main">
              <span>
                <strong>{channel.name}</strong> <span className="tag">{KINDS[channel.kind].word}</span>
              </span>
              <span className="mono clip">{channel.target}</span>
            </div>
            <Allowed right="operate">
              <div className="row-action">
                <Button
                  busy={act.isPending && act.variables.channel.id === channel.id}
                  onClick={() => act.mutate({ channel, what: "test" })}
                  aria-label={`Test ${channel.name}`}
                >
                  Test
                </Button>
                <Button onClick={() => act.mutate({ channel, what: "delete" })} aria-label={`Delete ${channel.name}`}>
                  Delete
                </Button>
              </div>
            </Allowed>
          </li>
        ))}
      </ul>
      {making && <ChannelModal onClose={() => setMaking(false)} />}
    </Card>
  );
}

function ChannelModal({ onClose }: { onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<AlertChannel["kind"]>("nats");
  const [target, setTarget] = useState("");
  const create = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), kind, target: target.trim() };
      return unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/alert-channels", {
          params: { path: { accountId: account.id }, header: submission.for(body) },
          body,
        }),
      );
    },
    onSuccess: async (made) => {
      submission.spent();
      await queryClient.invalidateQueries({ queryKey: ["alert-channels", account.id] });
      announce(`Channel ${made.name} is made`);
      if (made.secret === undefined) onClose();
    },
  });
  const secret = create.data?.secret;
  if (secret !== undefined) {
    return (
      <Modal title="The webhook's secret" onClose={onClose}>
        <Notice tone="warning" title="Shown once">
          Check <code>Vagus-Signature</code> with it: HMAC-SHA-256 over the time, a dot, and the body.
        </Notice>
        <div className="secret">
          <code>{secret}</code>
          <CopyButton text={secret} what="secret" />
        </div>
        <div className="actions">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title="Add a channel" onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", "kind", "target"]} />
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          data-testid="channel-name"
        />
        <SelectField
          label="Kind"
          value={kind}
          onChange={(value) => setKind(value as AlertChannel["kind"])}
          data-testid="channel-kind"
        >
          {Object.entries(KINDS).map(([key, { word }]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </SelectField>
        <TextField
          label={KINDS[kind].label}
          hint={KINDS[kind].hint}
          value={target}
          onChange={setTarget}
          error={fieldError(create.error, "target")}
          data-testid="channel-target"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="channel-submit">
            Add channel
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
