import { useState } from "react";
import type { Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Form } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { FileField } from "./FileField";
import { UploadProgress } from "./TransferProgress";
import { useUpload } from "./useUpload";

/** Brings a stream in from a backup. */
export function RestoreModal({
  accountId,
  onClose,
  onRestored,
}: {
  accountId: string;
  onClose: () => void;
  onRestored: (stream: Stream) => void;
}) {
  const [file, setFile] = useState<File>();
  const [missing, setMissing] = useState(false);
  const { transferred, send } = useUpload();
  const restore = useAction(
    (backup: File) =>
      send<Stream>(
        "POST",
        `/api/v1/accounts/${encodeURIComponent(accountId)}/jetstream/restore`,
        backup,
        "application/zip",
      ),
    {
      stale: [
        ["streams", accountId],
        ["jetstream", accountId],
      ],
      said: "The stream is restored",
      onDone: onRestored,
    },
  );
  return (
    <Modal title="Restore a stream" onClose={onClose}>
      <Form
        error={restore.error}
        onSubmit={() => {
          setMissing(file === undefined);
          if (file !== undefined && !restore.isPending) restore.mutate(file);
        }}
      >
        <p className="faint">The stream comes in under its own name, which must be free in this account.</p>
        <ErrorNotice error={restore.error} />
        <FileField
          label="Backup"
          hint="A ZIP archive that was downloaded under Settings of a stream, up to 256 MiB."
          accept=".zip,application/zip"
          onChange={setFile}
          error={missing && file === undefined ? "Choose the file" : undefined}
          testId="restore-file"
        />
        <UploadProgress afterwards="Restoring" transferred={transferred} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={restore.isPending} data-testid="restore-submit">
            Restore
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
