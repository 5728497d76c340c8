import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Published, Stream } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useOpenAccount } from "../accounts/AccountPage";
import { useApi } from "../session/SessionContext";

export function PublishModal({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const [subject, setSubject] = useState((stream.config.subjects?.[0] ?? "").replace(/[*>]/g, "test"));
  const [text, setText] = useState("");
  const [headers, setHeaders] = useState("");
  const publish = useAction(
    async (): Promise<Published> =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/messages", {
          params: { path: { accountId: account.id } },
          body: { subject: subject.trim(), text, ...(headers.trim() !== "" && { headers: parseHeaders(headers) }) },
        }),
      ),
    {
      stale: [
        ["messages", account.id],
        ["stream", account.id],
      ],
      said: (published) => (published.stream === undefined ? "Published; no stream took it" : "Published"),
    },
  );
  return (
    <Modal title="Publish a message" onClose={onClose}>
      <Form error={publish.error} onSubmit={() => !publish.isPending && publish.mutate()}>
        <FormNotice error={publish.error} fields={["subject", "text", "headers"]} />
        <TextField
          label="Subject"
          value={subject}
          onChange={setSubject}
          error={fieldError(publish.error, "subject")}
          data-testid="publish-subject"
        />
        <TextAreaField
          label="Payload"
          rows={4}
          className="mono"
          value={text}
          onChange={setText}
          error={fieldError(publish.error, "text")}
          data-testid="publish-text"
        />
        <TextAreaField
          label="Headers"
          hint="Name: value, one a line"
          className="mono"
          value={headers}
          onChange={setHeaders}
          error={fieldError(publish.error, "headers")}
        />
        {publish.data !== undefined && <Outcome published={publish.data} />}
        <div className="actions">
          <Button onClick={onClose} data-testid="publish-done">
            Close
          </Button>
          <Button look="primary" type="submit" busy={publish.isPending} data-testid="publish-submit">
            Publish
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function Outcome({ published }: { published: Published }) {
  return published.stream === undefined ? (
    <Notice tone="warning" title="Published, but no stream took it" testId="publish-outcome">
      Whoever listens to the subject now has it; it is not kept.
    </Notice>
  ) : (
    <Notice tone="success" title={`Message ${published.sequence} of ${published.stream}`} testId="publish-outcome">
      {published.duplicate && "It was there already: a message with the same Nats-Msg-Id."}
    </Notice>
  );
}

function parseHeaders(text: string): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at <= 0) continue;
    (headers[line.slice(0, at).trim()] ??= []).push(line.slice(at + 1).trim());
  }
  return headers;
}
