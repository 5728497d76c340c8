import { useState } from "react";
import { fieldError } from "../../api/problem";
import type { StoredObject } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { FileField } from "./FileField";
import { UploadProgress } from "./TransferProgress";
import { useUpload } from "./useUpload";

const MAX_BYTES = 256 * 1024 * 1024;

/** Puts a file into an object bucket. */
export function UploadModal({
  accountId,
  bucket,
  onClose,
}: {
  accountId: string;
  bucket: string;
  onClose: () => void;
}) {
  const [file, setFile] = useState<File>();
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState<string>();
  const { transferred, send } = useUpload();
  const put = useAction(
    (chosen: File) => {
      const named = name.trim() === "" ? chosen.name : name.trim();
      return send<StoredObject>(
        "PUT",
        `/api/v1/accounts/${encodeURIComponent(accountId)}/jetstream/objects/${encodeURIComponent(bucket)}/content?name=${encodeURIComponent(named)}`,
        chosen,
        "application/octet-stream",
      );
    },
    { stale: [["objects", accountId, bucket]], said: (object) => `${object.name} is uploaded`, onDone: onClose },
  );
  return (
    <Modal title="Upload an object" onClose={onClose}>
      <Form
        error={wrong ?? put.error}
        onSubmit={() => {
          const reason =
            file === undefined
              ? "Choose the file"
              : file.size > MAX_BYTES
                ? "Objects of more than 256 MiB are put with a client: nats object put"
                : undefined;
          setWrong(reason);
          if (file !== undefined && reason === undefined && !put.isPending) put.mutate(file);
        }}
      >
        <FormNotice error={put.error} fields={["name"]} />
        <FileField label="File" hint="Up to 256 MiB." onChange={setFile} error={wrong} testId="object-file" />
        <TextField
          label="Name"
          hint="Empty: the file's own name. An object of that name is replaced."
          value={name}
          onChange={setName}
          error={fieldError(put.error, "name")}
          autoComplete="off"
          data-testid="object-name"
        />
        <UploadProgress afterwards="Storing" transferred={transferred} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={put.isPending} data-testid="object-submit">
            Upload
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
