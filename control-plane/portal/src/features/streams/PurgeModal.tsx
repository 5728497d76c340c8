import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { TextField } from "../../ui/fields";
import { formatCount } from "../../ui/format";
import { ConfirmModal } from "../../ui/Modal";
import { useOpenAccount } from "../accounts/AccountPage";
import { useApi } from "../session/SessionContext";

/** Removes messages: all, or of a subject, up to a sequence, or all but the newest. */
export function PurgeModal({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const [subject, setSubject] = useState("");
  const [keep, setKeep] = useState("");
  const [upTo, setUpTo] = useState("");
  const purge = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/jetstream/streams/{stream}/purge", {
          params: { path: { accountId: account.id, stream: stream.name } },
          body: {
            ...(subject.trim() !== "" && { subject: subject.trim() }),
            ...(keep.trim() !== "" && { keep: Number(keep) }),
            ...(upTo.trim() !== "" && { upToSequence: Number(upTo) }),
          },
        }),
      ),
    {
      stale: [
        ["messages", account.id, stream.name],
        ["stream", account.id, stream.name],
      ],
      said: ({ messages }) => `${formatCount(messages)} messages are gone`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title="Purge messages"
      action="Purge"
      typed={stream.name}
      busy={purge.isPending}
      error={purge.error}
      onConfirm={() => purge.mutate()}
      onClose={onClose}
      testId="purge-confirm"
    >
      <p>
        Removes messages for good; consumers go on after them. With nothing filled in all {formatCount(stream.messages)}{" "}
        go.
      </p>
      <TextField
        label="Only of subject"
        placeholder="any"
        value={subject}
        onChange={setSubject}
        error={fieldError(purge.error, "subject")}
        data-testid="purge-subject"
      />
      <div className="field-grid">
        <TextField
          label="Up to sequence"
          inputMode="numeric"
          value={upTo}
          onChange={setUpTo}
          error={fieldError(purge.error, "upToSequence")}
        />
        <TextField
          label="But keep the newest"
          inputMode="numeric"
          value={keep}
          onChange={setKeep}
          error={fieldError(purge.error, "keep")}
        />
      </div>
    </ConfirmModal>
  );
}
