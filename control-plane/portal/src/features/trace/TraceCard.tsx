import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Trace, TraceStep } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";

const WORDS: Record<TraceStep["kind"], string> = {
  in: "Came in",
  mapped: "Mapped",
  export: "To an importer",
  import: "To an exporter",
  stored: "Stream",
  out: "Delivered",
};

function words({ kind, onward, error }: TraceStep): string {
  if (kind === "out" && error !== undefined) return "Not delivered";
  return onward === true ? "On to another server" : WORDS[kind];
}

/** Publishes a message and shows where it went. */
export function TraceCard({ accountId }: { accountId: string }) {
  const api = useApi();
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const [deliver, setDeliver] = useState(false);
  const trace = useAction(
    async () => ({
      delivered: deliver,
      found: unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/messages/trace", {
          params: { path: { accountId } },
          body: { subject: subject.trim(), ...(text !== "" && { text }), deliver },
        }),
      ),
    }),
    { stale: [], said: ({ found }) => `${found.steps.length} steps` },
  );
  return (
    <Card title="Message trace">
      <p className="faint">
        Follows a message through mappings, streams, imports and subscriptions, on every server that it passes.
      </p>
      <Form error={trace.error} onSubmit={() => !trace.isPending && trace.mutate()}>
        <FormNotice error={trace.error} fields={["subject", "text"]} />
        <div className="two-columns">
          <TextField
            label="Subject"
            className="mono"
            placeholder="orders.new"
            autoComplete="off"
            spellCheck={false}
            value={subject}
            onChange={setSubject}
            error={fieldError(trace.error, "subject")}
            data-testid="trace-subject"
          />
          <TextAreaField
            label="Payload (optional)"
            className="mono"
            rows={1}
            value={text}
            onChange={setText}
            error={fieldError(trace.error, "text")}
            data-testid="trace-text"
          />
        </div>
        <label className="check">
          <input
            type="checkbox"
            checked={deliver}
            onChange={(event) => setDeliver(event.target.checked)}
            data-testid="trace-deliver"
          />
          <span>Deliver and store it, too. Otherwise nobody gets it.</span>
        </label>
        <div className="actions actions-start">
          <Button look="primary" type="submit" busy={trace.isPending} data-testid="trace-submit">
            Follow
          </Button>
        </div>
      </Form>
      {trace.data !== undefined && <Way {...trace.data} />}
    </Card>
  );
}

function Way({ found, delivered }: { found: Trace; delivered: boolean }) {
  if (found.steps.length === 0) {
    return (
      <Notice tone="warning" title="No server told anything" testId="trace-none">
        Message traces need servers of version 2.11 or newer. Try again; a message may be lost on its way.
      </Notice>
    );
  }
  const reached = found.steps.filter(
    ({ kind, onward, error }) => (kind === "out" || kind === "stored") && onward !== true && error === undefined,
  );
  return (
    <div className="stack-tight" data-testid="trace-found">
      <Notice
        tone={reached.length === 0 ? "warning" : "success"}
        title={
          reached.length === 0
            ? "It reaches nobody"
            : `It ${delivered ? "reached" : "would reach"} ${reached.length} ${reached.length === 1 ? "receiver" : "receivers"}`
        }
      >
        {reached.length === 0 && "No stream and no subscription takes this subject now."}
        {found.truncated && " There was more than is shown here."}
      </Notice>
      <ol className="rows">
        {found.steps.map((step, index) => (
          <li key={index} className="row" data-testid="trace-step">
            <div className="row-main">
              <span className="message-head">
                <strong>{words(step)}</strong>
                {step.stream !== undefined && <span className="tag">{step.stream}</span>}
                {step.subject !== undefined && <code>{step.subject}</code>}
                {step.error !== undefined && (
                  <span className="badge badge-revoked">
                    <span className="badge-dot" aria-hidden="true" />
                    {step.error}
                  </span>
                )}
              </span>
              <span className="faint">
                {[
                  step.peer,
                  step.queue === undefined ? undefined : `queue group ${step.queue}`,
                  `on ${step.server}`,
                  new Date(step.at).toISOString().slice(11, 23),
                ]
                  .filter((part) => part !== undefined)
                  .join(" · ")}
              </span>
              {step.account !== undefined && <code className="clip faint">{step.account}</code>}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
