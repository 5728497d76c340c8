import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { SubjectTraffic } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { formatBytes, formatCount, formatRate } from "../../ui/format";
import { Card } from "../../ui/page";
import { useApi } from "../session/SessionContext";

const SECONDS = [1, 3, 5, 10] as const;
const SHOWN = 50;

/** Which subjects carry how much, heard for some seconds. */
export function SubjectTrafficCard({ accountId }: { accountId: string }) {
  const api = useApi();
  const [filter, setFilter] = useState(">");
  const [seconds, setSeconds] = useState(3);
  const listen = useAction(
    async () =>
      unwrap(
        await api.control.GET("/api/v1/accounts/{accountId}/subject-traffic", {
          params: { path: { accountId }, query: { filter: filter.trim(), seconds } },
        }),
      ),
    { stale: [], said: (heard) => `${heard.messages} messages heard` },
  );
  return (
    <Card title="Subject traffic">
      <p className="faint">
        Listens to the account for some seconds with a subscription of its own and counts by subject. What it hears
        counts as delivered messages of the account.
      </p>
      <Form error={listen.error} onSubmit={() => !listen.isPending && listen.mutate()}>
        <FormNotice error={listen.error} fields={["filter", "seconds"]} />
        <div className="field-grid">
          <TextField
            label="Subjects"
            hint="* and a last > may stand in it."
            className="mono"
            autoComplete="off"
            spellCheck={false}
            value={filter}
            onChange={setFilter}
            error={fieldError(listen.error, "filter")}
            data-testid="traffic-filter"
          />
          <SelectField
            label="Listen for"
            value={String(seconds)}
            onChange={(value) => setSeconds(Number(value))}
            error={fieldError(listen.error, "seconds")}
          >
            {SECONDS.map((each) => (
              <option key={each} value={each}>
                {each === 1 ? "1 second" : `${each} seconds`}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="actions actions-start">
          <Button type="submit" busy={listen.isPending} data-testid="traffic-submit">
            Listen
          </Button>
        </div>
      </Form>
      {listen.data !== undefined && <Heard heard={listen.data} />}
    </Card>
  );
}

function Heard({ heard }: { heard: SubjectTraffic }) {
  if (heard.messages === 0) {
    return (
      <Notice tone="info" title="Nothing was heard" testId="traffic-none">
        Nobody published to these subjects in {formatRate(heard.seconds)} seconds.
      </Notice>
    );
  }
  const most = heard.subjects[0]?.messages ?? 1;
  return (
    <div className="stack-tight" data-testid="traffic-found">
      <p>
        {formatCount(heard.messages)} messages ({formatBytes(heard.bytes)}) in {formatRate(heard.seconds)} seconds on{" "}
        {formatCount(heard.subjects.length)} {heard.subjects.length === 1 ? "subject" : "subjects"}
        {heard.otherMessages > 0 &&
          `; ${formatCount(heard.otherMessages)} of them on more subjects than are told apart`}
        .
      </p>
      {heard.lostMessages > 0 && (
        <Notice tone="warning" title={`${formatCount(heard.lostMessages)} messages came too fast to be counted`}>
          The true rates are higher. Listen to fewer subjects.
        </Notice>
      )}
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Subjects by traffic">
        <table>
          <thead>
            <tr>
              <th scope="col">Subject</th>
              <th scope="col" className="number">
                A second
              </th>
              <th scope="col" className="number">
                Messages
              </th>
              <th scope="col" className="number">
                Bytes
              </th>
              <th scope="col">Share</th>
            </tr>
          </thead>
          <tbody>
            {heard.subjects.slice(0, SHOWN).map((each) => (
              <tr key={each.subject} data-testid="traffic-subject">
                <td className="mono">{each.subject}</td>
                <td className="number">{formatRate(each.messagesPerSecond)}</td>
                <td className="number">{formatCount(each.messages)}</td>
                <td className="number">{formatBytes(each.bytes)}</td>
                <td>
                  <progress aria-label={`Share of ${each.subject}`} max={most} value={each.messages} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
