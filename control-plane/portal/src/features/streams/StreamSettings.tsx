import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Stream, StreamPreview } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, TextAreaField } from "../../ui/fields";
import { formatCount } from "../../ui/format";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed, useMayHere } from "../accounts/Allowed";
import { useApi } from "../session/SessionContext";
import { BackupCard } from "./BackupCard";
import { MoreFields } from "./MoreFields";
import { displayName } from "./names";
import { changed, STREAM_FIELDS, textsOf } from "./streamTexts";

const STREAM = "/api/v1/accounts/{accountId}/jetstream/streams/{stream}" as const;

/** Changes of a stream: first shown with what comes of them, then made. */
export function StreamSettings({ stream }: { stream: Stream }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const [before, setBefore] = useState(() => textsOf(stream.config));
  const [texts, setTexts] = useState(before);
  const [asking, setAsking] = useState<"seal" | "delete">();
  const params = { path: { accountId: account.id, stream: stream.name } };
  const wanted = changed(before, texts);
  const preview = useMutation({
    mutationFn: async () => unwrap(await api.control.POST(`${STREAM}/preview`, { params, body: wanted })),
  });
  const save = useMutation({
    mutationFn: async () => unwrap(await api.control.PATCH(STREAM, { params, body: wanted })),
    onSuccess: async (saved) => {
      announce("The stream is changed");
      preview.reset();
      setBefore(textsOf(saved.config));
      setTexts(textsOf(saved.config));
      await queryClient.invalidateQueries({ queryKey: ["stream", account.id, stream.name] });
    },
  });
  const set = (change: Partial<typeof texts>) => {
    preview.reset();
    save.reset();
    setTexts({ ...texts, ...change });
  };
  const error = save.error ?? preview.error;
  const nothing = Object.keys(wanted).length === 0;
  const sealed = stream.config.sealed === true;
  const mayDevelop = useMayHere()("develop");
  return (
    <div className="stack-loose">
      {!sealed && (
        <Card title="Set-up">
          <Form
            error={error}
            onSubmit={() => {
              if (preview.isPending || save.isPending || nothing) return;
              if (preview.data?.allowed === true) save.mutate();
              else preview.mutate();
            }}
          >
            <FormNotice error={error} fields={STREAM_FIELDS} />
            {stream.kind === "stream" && stream.config.mirror === undefined && (
              <TextAreaField
                label="Subjects"
                className="mono"
                value={texts.subjects}
                onChange={(subjects) => set({ subjects })}
                error={fieldError(error, "subjects")}
              />
            )}
            <MoreFields texts={texts} set={set} error={error} existing />
            {preview.data !== undefined && <Preview preview={preview.data} />}
            <div className="actions">
              {save.isSuccess && nothing && <span className="saved">Changed</span>}
              {(mayDevelop || preview.data?.allowed !== true) && (
                <Button
                  look="primary"
                  type="submit"
                  busy={preview.isPending || save.isPending}
                  data-testid="stream-change"
                >
                  {preview.data?.allowed === true ? "Make this change" : "See what would change"}
                </Button>
              )}
            </div>
          </Form>
        </Card>
      )}
      <Allowed right="develop">
        <BackupCard stream={stream} />
        <Card title="For good" className="card-danger">
          {!sealed && stream.kind === "stream" && (
            <div className="split">
              <p>Sealing keeps the stream as it is: nothing comes in, nothing goes.</p>
              <Button onClick={() => setAsking("seal")}>Seal</Button>
            </div>
          )}
          <div className="split">
            <p>Deleting removes the stream with its {formatCount(stream.messages)} messages and its consumers.</p>
            <Button look="danger" data-testid="delete-stream" onClick={() => setAsking("delete")}>
              Delete
            </Button>
          </div>
        </Card>
      </Allowed>
      {asking !== undefined && <ForGood what={asking} stream={stream} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

function Preview({ preview }: { preview: StreamPreview }) {
  return (
    <Notice
      tone={preview.allowed ? "info" : "danger"}
      title={preview.allowed ? "This would change" : "Not all of this can change"}
      testId="stream-preview"
    >
      <ul>
        {preview.changes.map((change) => (
          <li key={change.field}>
            <strong>{change.field}</strong>: {change.from} → {change.to}
            {change.reason !== "" && <> · {change.reason}</>}
            {!change.allowed && <strong> Refused.</strong>}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function ForGood({ what, stream, onClose }: { what: "seal" | "delete"; stream: Stream; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const params = { path: { accountId: account.id, stream: stream.name } };
  const act = useMutation({
    mutationFn: async () => {
      if (what === "seal") unwrap(await api.control.POST(`${STREAM}/seal`, { params }));
      else unwrap(await api.control.DELETE(STREAM, { params }));
    },
    onSuccess: async () => {
      announce(what === "seal" ? "The stream is sealed" : "The stream is deleted");
      onClose();
      if (what === "delete") {
        queryClient.removeQueries({ queryKey: ["stream", account.id, stream.name] });
        void navigate(`/accounts/${account.id}/streams`);
      }
      await queryClient.invalidateQueries({ queryKey: ["streams", account.id] });
    },
  });
  return (
    <ConfirmModal
      title={what === "seal" ? `Seal ${displayName(stream)}?` : `Delete ${displayName(stream)}?`}
      action={what === "seal" ? "Seal" : "Delete"}
      typed={displayName(stream)}
      busy={act.isPending}
      error={act.error}
      onConfirm={() => act.mutate()}
      onClose={onClose}
      testId="stream-for-good"
    >
      <p>This cannot be taken back.</p>
    </ConfirmModal>
  );
}
