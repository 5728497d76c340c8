import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { KeyValueEntry, Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, FormNotice, Skeleton } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { formatAgo, formatBytes, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { useMayHere } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { displayName } from "./names";
import { hexOf, textOf } from "./payload";
import { useKeys } from "./queries";

const ENTRY = "/api/v1/accounts/{accountId}/jetstream/kv/{bucket}/entry" as const;

/** The keys of a bucket with what they hold. */
export function KeysPanel({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const bucket = displayName(stream);
  const [text, setText] = useState("");
  const [filter, setFilter] = useState("");
  const [showDeleted, setShowDeleted] = useState(false);
  const [editing, setEditing] = useState<KeyValueEntry | "new">();
  const [past, setPast] = useState<KeyValueEntry>();
  const [deleting, setDeleting] = useState<KeyValueEntry>();
  const mayDevelop = useMayHere()("develop");
  const keys = useKeys(account.id, bucket, filter, mayDevelop);
  const shown = keys.data?.filter((entry) => showDeleted || entry.operation === "put");
  if (!mayDevelop) {
    return (
      <Card title="Keys">
        <p className="faint">Keys are what messages hold: to read them you need the role developer in this account.</p>
      </Card>
    );
  }
  return (
    <Card
      title="Keys"
      actions={
        <Button look="primary" data-testid="put-key" onClick={() => setEditing("new")}>
          <Icon name="plus" /> Key
        </Button>
      }
    >
      <form
        className="field-grid"
        onSubmit={(event) => {
          event.preventDefault();
          setFilter(text.trim());
          void keys.refetch();
        }}
      >
        <TextField label="Filter" placeholder="a key; * and > may stand in it" value={text} onChange={setText} />
        <label className="check">
          <input type="checkbox" checked={showDeleted} onChange={(event) => setShowDeleted(event.target.checked)} />
          <span>Also deleted keys</span>
        </label>
        <div className="actions actions-start">
          <Button type="submit" busy={keys.isFetching}>
            Look
          </Button>
        </div>
      </form>
      <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />
      {keys.isPending && <Skeleton lines={3} label="Loading keys" />}
      {shown?.length === 0 && <p className="faint">No keys here. Put one, or take the filter away.</p>}
      <ul className="rows">
        {shown?.map((entry) => (
          <li key={entry.key} className="row" data-testid="kv-key">
            <div className="row-main">
              <span>
                <strong className="mono">{entry.key}</strong> <span className="tag">revision {entry.revision}</span>{" "}
                {entry.operation !== "put" && <span className="badge badge-revoked">Deleted</span>}
              </span>
              {entry.operation === "put" && (
                <pre className="payload" tabIndex={0} aria-label={`Value of ${entry.key}`}>
                  {preview(entry)}
                </pre>
              )}
              <span className="faint">
                {formatAgo(entry.at)} · {formatBytes(entry.bytes)}
              </span>
            </div>
            <div className="row-action">
              <Button onClick={() => setEditing(entry)} aria-label={`Change ${entry.key}`}>
                Change
              </Button>
              <Button onClick={() => setPast(entry)} aria-label={`History of ${entry.key}`}>
                History
              </Button>
              {entry.operation === "put" && (
                <Button onClick={() => setDeleting(entry)} aria-label={`Delete ${entry.key}`}>
                  Delete
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <PutModal
          bucket={bucket}
          entry={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {past !== undefined && <HistoryModal bucket={bucket} entry={past} onClose={() => setPast(undefined)} />}
      {deleting !== undefined && (
        <DeleteModal bucket={bucket} entry={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </Card>
  );
}

function preview(entry: KeyValueEntry): string {
  const text = textOf(entry.value);
  return text === undefined ? hexOf(entry.value.slice(0, 344)) : text.slice(0, 2_000);
}

function PutModal({
  bucket,
  entry,
  onClose,
}: {
  bucket: string;
  entry: KeyValueEntry | undefined;
  onClose: () => void;
}) {
  const account = useOpenAccount();
  const api = useApi();
  const [key, setKey] = useState(entry?.key ?? "");
  const [value, setValue] = useState(entry === undefined ? "" : (textOf(entry.value) ?? ""));
  const put = useAction(
    async () =>
      unwrap(
        await api.control.PUT(ENTRY, {
          params: { path: { accountId: account.id, bucket }, query: { key: key.trim() } },
          body: { text: value, ...(entry !== undefined && { expectedRevision: entry.revision }) },
        }),
      ),
    {
      stale: [["kv", account.id, bucket]],
      said: (written) => `${written.key} has revision ${written.revision}`,
      onDone: onClose,
    },
  );
  return (
    <Modal title={entry === undefined ? "Put a key" : `Change ${entry.key}`} onClose={onClose}>
      <Form error={put.error} onSubmit={() => !put.isPending && put.mutate()}>
        <FormNotice error={put.error} fields={["key", "text"]} />
        {entry === undefined && (
          <TextField
            label="Key"
            hint="Dots part it: site.title"
            value={key}
            onChange={setKey}
            error={fieldError(put.error, "key")}
            data-testid="key-name"
          />
        )}
        <TextAreaField
          label="Value"
          rows={5}
          className="mono"
          value={value}
          onChange={setValue}
          error={fieldError(put.error, "text")}
          data-testid="key-value"
        />
        {entry !== undefined && (
          <p className="faint">Only written when nobody wrote it since revision {entry.revision}.</p>
        )}
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={put.isPending} data-testid="key-submit">
            Put
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function HistoryModal({ bucket, entry, onClose }: { bucket: string; entry: KeyValueEntry; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const history = useQuery({
    queryKey: ["kv-history", account.id, bucket, entry.key],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/jetstream/kv/{bucket}/history", {
          params: { path: { accountId: account.id, bucket }, query: { key: entry.key } },
          signal,
        }),
      ),
  });
  return (
    <Modal title={`History of ${entry.key}`} onClose={onClose} wide>
      <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />
      {history.isPending && <Skeleton lines={3} label="Loading the history" />}
      <ul className="rows">
        {history.data?.items.toReversed().map((each) => (
          <li key={each.revision} className="row">
            <div className="row-main">
              <span>
                <span className="tag">revision {each.revision}</span>{" "}
                <span className="faint">{formatDateTime(each.at)}</span>
              </span>
              {each.operation === "put" ? (
                <pre className="payload" tabIndex={0} aria-label={`Value at revision ${each.revision}`}>
                  {preview(each)}
                </pre>
              ) : (
                <span className="faint">{each.operation === "purge" ? "purged" : "deleted"}</span>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function DeleteModal({ bucket, entry, onClose }: { bucket: string; entry: KeyValueEntry; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const [purge, setPurge] = useState(false);
  const remove = useAction(
    async () =>
      unwrap(
        await api.control.DELETE(ENTRY, {
          params: { path: { accountId: account.id, bucket }, query: { key: entry.key, purge } },
        }),
      ),
    {
      stale: [["kv", account.id, bucket]],
      said: `${entry.key} is deleted`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title={`Delete ${entry.key}?`}
      action="Delete key"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>The key is marked as deleted; its history stays as long as the bucket keeps it.</p>
      <label className="check">
        <input type="checkbox" checked={purge} onChange={(event) => setPurge(event.target.checked)} />
        <span>Remove its history as well</span>
      </label>
    </ConfirmModal>
  );
}
