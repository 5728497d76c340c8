import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { StoredObject, Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { formatBytes, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { downloadBlob } from "../users/download";
import { displayName } from "./names";
import { UploadModal } from "./UploadModal";
import { useObjects } from "./queries";

const CONTENT = "/api/v1/accounts/{accountId}/jetstream/objects/{bucket}/content" as const;

/** The objects of a bucket. */
export function ObjectsPanel({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const api = useApi();
  const bucket = displayName(stream);
  const objects = useObjects(account.id, bucket);
  const [deleting, setDeleting] = useState<StoredObject>();
  const [uploading, setUploading] = useState(false);
  const fetchObject = useMutation({
    mutationFn: async (object: StoredObject) => {
      const blob = unwrap(
        await api.control.GET(CONTENT, {
          params: { path: { accountId: account.id, bucket }, query: { name: object.name } },
          parseAs: "blob",
        }),
      );
      downloadBlob(object.name.split("/").at(-1) ?? "object", blob);
    },
    onSuccess: () => announce("Downloaded"),
  });
  const command = `nats object put ${bucket} ./file`;
  return (
    <Card
      title="Objects"
      actions={
        <Allowed right="develop">
          <Button look="primary" data-testid="upload-object" onClick={() => setUploading(true)}>
            <Icon name="plus" /> Upload
          </Button>
        </Allowed>
      }
    >
      <ErrorNotice error={objects.error ?? fetchObject.error} onRetry={() => void objects.refetch()} />
      {objects.isPending && <Skeleton lines={3} label="Loading objects" />}
      {objects.data?.length === 0 && (
        <p className="faint">
          No objects yet. Upload one, put one with a client, or: <code>{command}</code>{" "}
          <CopyButton text={command} what="command" compact />
        </p>
      )}
      <ul className="rows">
        {objects.data?.map((object) => (
          <li key={object.name} className="row" data-testid="object">
            <div className="row-main">
              <strong className="mono">{object.name}</strong>
              {object.description !== undefined && <span>{object.description}</span>}
              <span className="faint">
                {formatBytes(object.bytes)} · {formatDateTime(object.at)}
              </span>
            </div>
            <Allowed right="develop">
              <div className="row-action">
                <Button
                  busy={fetchObject.isPending && fetchObject.variables?.name === object.name}
                  onClick={() => fetchObject.mutate(object)}
                  aria-label={`Download ${object.name}`}
                >
                  <Icon name="download" /> Download
                </Button>
                <Button onClick={() => setDeleting(object)} aria-label={`Delete ${object.name}`}>
                  Delete
                </Button>
              </div>
            </Allowed>
          </li>
        ))}
      </ul>
      {uploading && <UploadModal accountId={account.id} bucket={bucket} onClose={() => setUploading(false)} />}
      {deleting !== undefined && (
        <DeleteModal bucket={bucket} object={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </Card>
  );
}

function DeleteModal({ bucket, object, onClose }: { bucket: string; object: StoredObject; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const remove = useAction(
    async () =>
      unwrap(
        await api.control.DELETE(CONTENT, {
          params: { path: { accountId: account.id, bucket }, query: { name: object.name } },
        }),
      ),
    {
      stale: [["objects", account.id, bucket]],
      said: `${object.name} is deleted`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title={`Delete ${object.name}?`}
      action="Delete object"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its {formatBytes(object.bytes)} are removed for good.</p>
    </ConfirmModal>
  );
}
