import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Consumer, ConsumerConfig, Stream } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice, Skeleton } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatAgo, formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { formatSpan } from "./names";
import { useConsumer, useConsumers } from "./queries";

/** Who reads a stream, and how far behind they are. */
export function ConsumersPanel({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const consumers = useConsumers(account.id, stream.name);
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<string>();
  return (
    <Card
      title="Consumers"
      actions={
        <Allowed right="develop">
          <Button look="primary" data-testid="create-consumer" onClick={() => setMaking(true)}>
            <Icon name="plus" /> Consumer
          </Button>
        </Allowed>
      }
    >
      <ErrorNotice error={consumers.error} onRetry={() => void consumers.refetch()} />
      {consumers.isPending && <Skeleton lines={3} label="Loading consumers" />}
      {consumers.data?.length === 0 && (
        <p className="faint" data-testid="consumers-empty">
          Nobody reads this stream by a consumer. Make one, and let a client fetch from it: it remembers what was
          acknowledged.
        </p>
      )}
      {consumers.data !== undefined && consumers.data.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Consumers">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col" className="number">
                  Waiting
                </th>
                <th scope="col" className="number">
                  Not acknowledged
                </th>
                <th scope="col">Last active</th>
              </tr>
            </thead>
            <tbody>
              {consumers.data.map((consumer) => (
                <tr key={consumer.name}>
                  <td>
                    <button
                      type="button"
                      className="link-button"
                      data-testid="consumer-link"
                      onClick={() => setOpen(consumer.name)}
                    >
                      {consumer.name}
                    </button>{" "}
                    <span className="tag">{consumer.push ? "push" : "pull"}</span>
                  </td>
                  <td>
                    <ConsumerBadge consumer={consumer} />
                  </td>
                  <td className="number" data-testid="consumer-pending" data-value={consumer.pending}>
                    {formatCount(consumer.pending)}
                  </td>
                  <td className="number">{formatCount(consumer.ackPending)}</td>
                  <td>{consumer.lastActiveAt === undefined ? "never" : formatAgo(consumer.lastActiveAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {making && <CreateConsumerModal stream={stream} onClose={() => setMaking(false)} />}
      {open !== undefined && <ConsumerModal stream={stream} name={open} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

function ConsumerBadge({ consumer }: { consumer: Consumer }) {
  const [state, word] = consumer.paused
    ? ["suspended", "Paused"]
    : consumer.pending + consumer.ackPending === 0
      ? ["active", "Up to date"]
      : ["degraded", "Behind"];
  return (
    <span className={`badge badge-${state}`} data-testid="consumer-state" data-state={state}>
      <span className="badge-dot" aria-hidden="true" />
      {word}
    </span>
  );
}

const HOUR_MILLIS = 3_600_000;

function ConsumerModal({ stream, name, onClose }: { stream: Stream; name: string; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const consumer = useConsumer(account.id, stream.name, name);
  const [asking, setAsking] = useState<"delete" | "reset">();
  const [sequence, setSequence] = useState("");
  const params = { path: { accountId: account.id, stream: stream.name, consumer: name } };
  const path = "/api/v1/accounts/{accountId}/jetstream/streams/{stream}/consumers/{consumer}" as const;
  const act = useMutation({
    mutationFn: async (what: "pause" | "resume" | "delete" | "reset") => {
      switch (what) {
        case "pause": {
          const until = new Date(Date.now() + HOUR_MILLIS).toISOString();
          return unwrap(await api.control.POST(`${path}/pause`, { params, body: { until } }));
        }
        case "resume":
          return unwrap(await api.control.POST(`${path}/resume`, { params }));
        case "reset":
          return unwrap(
            await api.control.POST(`${path}/reset`, {
              params,
              body: sequence.trim() === "" ? {} : { sequence: Number(sequence) },
            }),
          );
        case "delete":
          return unwrap(await api.control.DELETE(path, { params }));
      }
    },
    onSuccess: async (_, what) => {
      announce({ pause: "Paused for an hour", resume: "It goes on", reset: "Set back", delete: "Deleted" }[what]);
      setAsking(undefined);
      if (what === "delete") onClose();
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["consumers", account.id, stream.name] }),
        queryClient.invalidateQueries({ queryKey: ["consumer", account.id, stream.name, name] }),
      ]);
    },
  });
  if (asking !== undefined) {
    return (
      <ConfirmModal
        title={asking === "delete" ? `Delete consumer ${name}?` : `Set consumer ${name} back?`}
        action={asking === "delete" ? "Delete consumer" : "Set back"}
        busy={act.isPending}
        error={act.error}
        onConfirm={() => act.mutate(asking)}
        onClose={() => setAsking(undefined)}
        testId="consumer-confirm"
      >
        {asking === "delete" ? (
          <p>It forgets what was acknowledged. The messages stay in the stream.</p>
        ) : (
          <>
            <p>It delivers again from there; what it already delivered comes a second time.</p>
            <TextField
              label="From sequence"
              hint="empty: after its last acknowledged message"
              inputMode="numeric"
              value={sequence}
              onChange={setSequence}
              error={fieldError(act.error, "sequence")}
            />
          </>
        )}
      </ConfirmModal>
    );
  }
  return (
    <Modal title={`Consumer ${name}`} onClose={onClose} wide>
      <ErrorNotice error={consumer.error ?? act.error} />
      {consumer.isPending && <Skeleton lines={5} label="Loading the consumer" />}
      {consumer.data !== undefined && (
        <div className="stack">
          <Facts consumer={consumer.data} />
          <div className="actions">
            <Allowed right="operate">
              {consumer.data.paused ? (
                <Button busy={act.isPending} onClick={() => act.mutate("resume")} data-testid="consumer-resume">
                  Go on
                </Button>
              ) : (
                <Button busy={act.isPending} onClick={() => act.mutate("pause")} data-testid="consumer-pause">
                  Pause for an hour
                </Button>
              )}
            </Allowed>
            <Allowed right="develop">
              <Button onClick={() => setAsking("reset")}>Set back</Button>
              <Button look="danger" onClick={() => setAsking("delete")} data-testid="consumer-delete">
                Delete
              </Button>
            </Allowed>
          </div>
        </div>
      )}
    </Modal>
  );
}

function Facts({ consumer }: { consumer: Consumer }) {
  const facts: [string, string][] = [
    ["Waiting to be delivered", formatCount(consumer.pending)],
    ["Delivered, not acknowledged", formatCount(consumer.ackPending)],
    [
      "Behind in time",
      consumer.lagMillis === undefined ? "–" : consumer.lagMillis === 0 ? "not at all" : formatSpan(consumer.lagMillis),
    ],
    ["Delivered again", formatCount(consumer.redelivered)],
    ["Fetches that wait", formatCount(consumer.waiting)],
    ["Delivered up to", `#${formatCount(consumer.deliveredSequence)}`],
    ["Acknowledged up to", `#${formatCount(consumer.acknowledgedSequence)}`],
    ["Subjects", consumer.config.filterSubjects?.join(", ") || "all of the stream"],
    ["Delivers", consumer.push ? `to ${consumer.config.deliverSubject}` : "what clients fetch"],
    ["Acknowledged", consumer.config.ackPolicy ?? "none"],
  ];
  return (
    <dl className="facts">
      <div>
        <dt>State</dt>
        <dd>
          <ConsumerBadge consumer={consumer} />
          {consumer.pausedUntil !== undefined && consumer.paused && ` until ${consumer.pausedUntil.slice(11, 16)} UTC`}
        </dd>
      </div>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const FIELDS = ["name", "filterSubjects", "deliverPolicy", "deliverSubject", "ackWaitMillis", "maxDeliver"];

function CreateConsumerModal({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [filters, setFilters] = useState("");
  const [deliver, setDeliver] = useState<NonNullable<ConsumerConfig["deliverPolicy"]>>("all");
  const [deliverSubject, setDeliverSubject] = useState("");
  const [maxDeliver, setMaxDeliver] = useState("");
  const create = useMutation({
    mutationFn: async () => {
      const filterSubjects = filters.split(/[\s,]+/).filter((text) => text !== "");
      return unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/consumers", {
          params: { path: { accountId: account.id, stream: stream.name } },
          body: {
            name: name.trim(),
            deliverPolicy: deliver,
            ...(filterSubjects.length > 0 && { filterSubjects }),
            ...(deliverSubject.trim() !== "" && { deliverSubject: deliverSubject.trim() }),
            ...(maxDeliver.trim() !== "" && { maxDeliver: Number(maxDeliver) }),
          },
        }),
      );
    },
    onSuccess: async (made) => {
      announce(`Consumer ${made.name} is made`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["consumers", account.id, stream.name] });
    },
  });
  const error = (field: string) => fieldError(create.error, field);
  return (
    <Modal title="Make a consumer" onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={FIELDS} />
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={error("name")}
          autoComplete="off"
          data-testid="consumer-name"
        />
        <TextField
          label="Only subjects"
          placeholder="all"
          value={filters}
          onChange={setFilters}
          error={error("filterSubjects")}
        />
        <div className="field-grid">
          <SelectField
            label="Begins with"
            value={deliver}
            onChange={(value) => setDeliver(value as typeof deliver)}
            error={error("deliverPolicy")}
          >
            <option value="all">the first message</option>
            <option value="new">the next new message</option>
            <option value="last">the last message</option>
            <option value="last_per_subject">the last of each subject</option>
          </SelectField>
          <TextField
            label="Tries"
            hint="empty: again until acknowledged"
            inputMode="numeric"
            value={maxDeliver}
            onChange={setMaxDeliver}
            error={error("maxDeliver")}
          />
        </div>
        <TextField
          label="Push to subject"
          hint="empty: clients fetch (pull), which suits most"
          value={deliverSubject}
          onChange={setDeliverSubject}
          error={error("deliverSubject")}
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="consumer-submit">
            Make consumer
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
