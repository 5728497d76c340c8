import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Stream, StreamConfig } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextAreaField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { MoreFields } from "./MoreFields";
import { STREAM_FIELDS, type StreamTexts, NO_STREAM_TEXTS, parseStream } from "./streamTexts";

interface Props {
  accountId: string;
  onClose: () => void;
  onCreated: (stream: Stream) => void;
}

export function CreateStreamModal({ accountId, onClose, onCreated }: Props) {
  const api = useApi();
  const [texts, setTexts] = useState<StreamTexts>(NO_STREAM_TEXTS);
  const create = useAction(
    async () => {
      const body: StreamConfig = parseStream(texts);
      return unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/jetstream/streams", {
          params: { path: { accountId } },
          body,
        }),
      );
    },
    {
      stale: [["streams", accountId]],
      said: (stream) => `Stream ${stream.name} is made`,
      onDone: onCreated,
    },
  );
  const set = (change: Partial<StreamTexts>) => setTexts({ ...texts, ...change });
  const error = (field: string) => fieldError(create.error, field);
  return (
    <Modal title="Make a stream" onClose={onClose} wide>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={STREAM_FIELDS} />
        <TextField
          label="Name"
          hint="Letters, digits, - and _. It stays."
          value={texts.name}
          onChange={(name) => set({ name })}
          error={error("name")}
          autoComplete="off"
          data-testid="stream-name"
        />
        <TextAreaField
          label="Subjects"
          hint="What is published to these is kept. One a line; * stands for one token, > for the rest."
          value={texts.subjects}
          onChange={(subjects) => set({ subjects })}
          error={error("subjects")}
          placeholder={"orders.>"}
          className="mono"
          data-testid="stream-subjects"
        />
        <div className="field-grid">
          <SelectField
            label="Kept"
            value={texts.retention}
            onChange={(retention) => set({ retention: retention as StreamTexts["retention"] })}
            error={error("retention")}
          >
            <option value="limits">until a limit is reached</option>
            <option value="interest">until every consumer has it</option>
            <option value="workqueue">until one consumer has done it</option>
          </SelectField>
          <SelectField
            label="Stored"
            value={texts.storage}
            onChange={(storage) => set({ storage: storage as StreamTexts["storage"] })}
            error={error("storage")}
          >
            <option value="file">on disk</option>
            <option value="memory">in memory</option>
          </SelectField>
        </div>
        <MoreFields texts={texts} set={set} error={create.error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="stream-submit">
            Make stream
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
