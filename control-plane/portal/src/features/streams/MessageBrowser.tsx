import { useState } from "react";
import { unwrap } from "../../api/client";
import type { StoredMessage, Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { SelectField, TextField } from "../../ui/fields";
import { formatBytes, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed, useMayHere } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { hexOf, type PayloadView, pretty, textOf } from "./payload";
import { PublishModal } from "./PublishModal";
import { PurgeModal } from "./PurgeModal";
import { type MessageFilter, useMessages } from "./queries";

/** The messages of a stream, a page at a time: the newest, from a sequence on, of a subject, or the last of each. */
export function MessageBrowser({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const [subject, setSubject] = useState("");
  const [sequence, setSequence] = useState("");
  const [lastPerSubject, setLastPerSubject] = useState(false);
  const [view, setView] = useState<PayloadView>("text");
  const [filter, setFilter] = useState<MessageFilter>({});
  const [publishing, setPublishing] = useState(false);
  const [purging, setPurging] = useState(false);
  const mayDevelop = useMayHere()("develop");
  const messages = useMessages(account.id, stream.name, filter, mayDevelop);

  function look(from?: number) {
    const wanted = from ?? (sequence.trim() === "" ? undefined : Number(sequence));
    setFilter({
      ...(subject.trim() !== "" && { subject: subject.trim() }),
      ...(wanted !== undefined && Number.isInteger(wanted) && wanted > 0 && { fromSequence: wanted }),
      ...(lastPerSubject && { lastPerSubject }),
    });
    if (from === undefined) void messages.refetch();
  }
  const next = messages.data?.nextSequence;
  return (
    <Card
      title="Messages"
      actions={
        <div className="actions">
          <Allowed right="operate">
            <Button data-testid="purge" onClick={() => setPurging(true)}>
              Purge
            </Button>
          </Allowed>
          <Allowed right="develop">
            <Button look="primary" data-testid="publish" onClick={() => setPublishing(true)}>
              Publish a message
            </Button>
          </Allowed>
        </div>
      }
    >
      {!mayDevelop && <p className="faint">To read what messages hold you need the role developer in this account.</p>}
      <form
        className="field-grid"
        hidden={!mayDevelop}
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextField
          label="Subject"
          placeholder="any; * and > may stand in it"
          value={subject}
          onChange={setSubject}
          data-testid="message-subject"
        />
        <TextField
          label="From sequence"
          placeholder="the newest"
          inputMode="numeric"
          value={sequence}
          onChange={setSequence}
          data-testid="message-sequence"
        />
        <SelectField label="Payloads as" value={view} onChange={(value) => setView(value as PayloadView)}>
          <option value="text">text</option>
          <option value="hex">hexadecimal</option>
          <option value="base64">base64</option>
        </SelectField>
        <label className="check">
          <input
            type="checkbox"
            checked={lastPerSubject}
            onChange={(event) => setLastPerSubject(event.target.checked)}
            data-testid="message-last"
          />
          <span>Only the last of each subject</span>
        </label>
        <div className="actions actions-start">
          <Button type="submit" data-testid="message-look" busy={messages.isFetching}>
            Look
          </Button>
        </div>
      </form>
      <ErrorNotice error={messages.error} onRetry={() => void messages.refetch()} />
      {mayDevelop && messages.isPending && <Skeleton lines={4} label="Loading messages" />}
      {messages.data?.messages.length === 0 && (
        <p className="faint" data-testid="messages-empty">
          {filter.subject === undefined && filter.fromSequence === undefined
            ? "No messages yet. Publish one to a subject of the stream; it shows here."
            : "No message matches. Take the filter away, or begin at a lower sequence."}
        </p>
      )}
      <ul className="rows" data-testid="message-list">
        {messages.data?.messages.map((message) => (
          <MessageRow key={message.sequence} stream={stream} message={message} view={view} />
        ))}
      </ul>
      {next !== undefined && (
        <div className="actions actions-start">
          <Button onClick={() => look(next)} data-testid="message-next">
            Next page, from {next}
          </Button>
        </div>
      )}
      {publishing && <PublishModal stream={stream} onClose={() => setPublishing(false)} />}
      {purging && <PurgeModal stream={stream} onClose={() => setPurging(false)} />}
    </Card>
  );
}

function MessageRow({ stream, message, view }: { stream: Stream; message: StoredMessage; view: PayloadView }) {
  const [deleting, setDeleting] = useState(false);
  const headers = Object.entries(message.headers);
  const text = textOf(message.data);
  const binary = view === "text" && text === undefined;
  const shown =
    view === "base64"
      ? message.data
      : view === "hex" || text === undefined
        ? hexOf(message.data.slice(0, 5_464))
        : pretty(text);
  return (
    <li className="row message-row" data-testid="message">
      <div className="row-main">
        <span className="message-head">
          <strong className="mono">{message.subject}</strong>
          <span className="tag">#{message.sequence}</span>
          <span className="faint">
            {formatDateTime(message.at)} · {formatBytes(message.bytes)}
            {binary && " · not text, shown in hexadecimal"}
            {message.truncated && " · only the beginning is shown"}
          </span>
        </span>
        {headers.length > 0 && (
          <dl className="facts message-headers">
            {headers.map(([name, values]) => (
              <div key={name}>
                <dt className="mono">{name}</dt>
                <dd className="mono">{values.join(", ")}</dd>
              </div>
            ))}
          </dl>
        )}
        {message.bytes === 0 ? (
          <span className="faint">no payload</span>
        ) : (
          <pre className="payload" tabIndex={0} aria-label={`Payload of message ${message.sequence}`}>
            {shown}
          </pre>
        )}
      </div>
      <div className="row-action">
        <CopyButton text={text ?? message.data} what={`payload of message ${message.sequence}`} compact />
        <Allowed right="develop">
          <Button
            look="quiet"
            className="button-icon"
            aria-label={`Delete message ${message.sequence}`}
            onClick={() => setDeleting(true)}
          >
            <Icon name="close" />
          </Button>
        </Allowed>
      </div>
      {deleting && <DeleteMessageModal stream={stream} message={message} onClose={() => setDeleting(false)} />}
    </li>
  );
}

function DeleteMessageModal({
  stream,
  message,
  onClose,
}: {
  stream: Stream;
  message: StoredMessage;
  onClose: () => void;
}) {
  const account = useOpenAccount();
  const api = useApi();
  const remove = useAction(
    async () =>
      unwrap(
        await api.control.DELETE("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/messages/{sequence}", {
          params: { path: { accountId: account.id, stream: stream.name, sequence: String(message.sequence) } },
        }),
      ),
    {
      stale: [["messages", account.id, stream.name]],
      said: `Message ${message.sequence} is deleted`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title={`Delete message ${message.sequence}?`}
      action="Delete message"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>It is overwritten in the stream and cannot be brought back.</p>
    </ConfirmModal>
  );
}
