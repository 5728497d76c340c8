import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";

interface Props {
  kind: "kv" | "object";
  accountId: string;
  onClose: () => void;
  onCreated: (stream: Stream) => void;
}

const FIELDS = ["name", "description", "history", "ttlMillis", "maxBytes", "storage"];

export function CreateBucketModal({ kind, accountId, onClose, onCreated }: Props) {
  const api = useApi();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [history, setHistory] = useState("1");
  const [ttlSeconds, setTtlSeconds] = useState("");
  const [maxBytes, setMaxBytes] = useState("");
  const [storage, setStorage] = useState<"file" | "memory">("file");
  const create = useAction(
    async () => {
      const params = { path: { accountId } };
      const body = {
        name: name.trim(),
        storage,
        ...(description.trim() !== "" && { description: description.trim() }),
        ...(ttlSeconds.trim() !== "" && { ttlMillis: Math.round(Number(ttlSeconds) * 1000) }),
        ...(maxBytes.trim() !== "" && { maxBytes: Number(maxBytes) }),
        ...(kind === "kv" && history.trim() !== "" && { history: Number(history) }),
      };
      return kind === "kv"
        ? unwrap(await api.control.POST("/api/v1/accounts/{accountId}/jetstream/kv", { params, body }))
        : unwrap(await api.control.POST("/api/v1/accounts/{accountId}/jetstream/objects", { params, body }));
    },
    {
      stale: [["streams", accountId]],
      said: `Bucket ${name} is made`,
      onDone: onCreated,
    },
  );
  const error = (field: string) => fieldError(create.error, field);
  return (
    <Modal title={kind === "kv" ? "Make a key-value bucket" : "Make an object bucket"} onClose={onClose}>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={FIELDS} />
        <TextField
          label="Name"
          hint="Letters, digits, - and _. It stays."
          value={name}
          onChange={setName}
          error={error("name")}
          autoComplete="off"
          data-testid="bucket-name"
        />
        <TextField label="Description" value={description} onChange={setDescription} error={error("description")} />
        <div className="field-grid">
          {kind === "kv" && (
            <TextField
              label="Values kept of a key"
              hint="1 to 64"
              inputMode="numeric"
              value={history}
              onChange={setHistory}
              error={error("history")}
            />
          )}
          <TextField
            label="Kept for, in seconds"
            hint="empty is for ever"
            inputMode="numeric"
            value={ttlSeconds}
            onChange={setTtlSeconds}
            error={error("ttlMillis")}
          />
          <TextField
            label="Most bytes"
            hint="empty is no limit"
            inputMode="numeric"
            value={maxBytes}
            onChange={setMaxBytes}
            error={error("maxBytes")}
          />
          <SelectField
            label="Stored"
            value={storage}
            onChange={(value) => setStorage(value as "file" | "memory")}
            error={error("storage")}
          >
            <option value="file">on disk</option>
            <option value="memory">in memory</option>
          </SelectField>
        </div>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="bucket-submit">
            Make bucket
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
