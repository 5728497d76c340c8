import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { AlertRule, AlertRuleRequest } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useOpenAccount } from "../accounts/AccountPage";
import { useApi } from "../session/SessionContext";
import { useAlertChannels } from "./queries";
import { METRICS } from "./words";

const FIELDS = ["name", "metric", "threshold", "limitFraction", "holdSeconds", "severity", "stream", "consumer"];

export function AlertModal({ rule, onClose }: { rule: AlertRule | undefined; onClose: () => void }) {
  const account = useOpenAccount();
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const channels = useAlertChannels(account.id);
  const [name, setName] = useState(rule?.name ?? "");
  const [metric, setMetric] = useState<AlertRule["metric"]>(rule?.metric ?? "consumerLag");
  const [comparison, setComparison] = useState<AlertRule["comparison"]>(rule?.comparison ?? "above");
  const [ofLimit, setOfLimit] = useState(rule?.limitFraction !== undefined);
  const [bound, setBound] = useState(
    rule?.limitFraction !== undefined ? String(rule.limitFraction * 100) : String(rule?.threshold ?? ""),
  );
  const [hold, setHold] = useState(String(rule?.holdSeconds ?? 0));
  const [severity, setSeverity] = useState<AlertRule["severity"]>(rule?.severity ?? "warning");
  const [stream, setStream] = useState(rule?.stream ?? "");
  const [consumer, setConsumer] = useState(rule?.consumer ?? "");
  const [told, setTold] = useState<readonly string[]>(rule?.channels ?? []);
  const [enabled, setEnabled] = useState(rule?.enabled ?? true);
  const limited = METRICS[metric].limited === true;
  const save = useMutation({
    mutationFn: async () => {
      const body: AlertRuleRequest = {
        name: name.trim(),
        metric,
        comparison,
        holdSeconds: Number(hold),
        severity,
        enabled,
        channels: [...told],
        ...(bound.trim() !== "" &&
          (ofLimit && limited ? { limitFraction: Number(bound) / 100 } : { threshold: Number(bound) })),
        ...(metric === "consumerLag" && stream.trim() !== "" && { stream: stream.trim() }),
        ...(metric === "consumerLag" && consumer.trim() !== "" && { consumer: consumer.trim() }),
      };
      return rule === undefined
        ? unwrap(
            await api.control.POST("/api/v1/accounts/{accountId}/alerts", {
              params: { path: { accountId: account.id }, header: submission.for(body) },
              body,
            }),
          )
        : unwrap(
            await api.control.PUT("/api/v1/accounts/{accountId}/alerts/{alertId}", {
              params: { path: { accountId: account.id, alertId: rule.id } },
              body,
            }),
          );
    },
    onSuccess: async (saved) => {
      submission.spent();
      announce(`Alert ${saved.name} watches`);
      onClose();
      await queryClient.invalidateQueries({ queryKey: ["alerts", account.id] });
    },
  });
  const error = (field: string) => fieldError(save.error, field);
  return (
    <Modal title={rule === undefined ? "Make an alert" : `Change ${rule.name}`} onClose={onClose} wide>
      <Form error={save.error} onSubmit={() => !save.isPending && save.mutate()}>
        <FormNotice error={save.error} fields={FIELDS} />
        <TextField label="Name" value={name} onChange={setName} error={error("name")} data-testid="alert-name" />
        <div className="field-grid">
          <SelectField
            label="Watches"
            value={metric}
            onChange={(value) => setMetric(value as AlertRule["metric"])}
            error={error("metric")}
            data-testid="alert-metric"
          >
            {Object.entries(METRICS).map(([key, { label }]) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField
            label="Fires when"
            value={comparison}
            onChange={(value) => setComparison(value as AlertRule["comparison"])}
          >
            <option value="above">above</option>
            <option value="below">below</option>
          </SelectField>
          <TextField
            label={ofLimit && limited ? "Per cent of the limit" : "This number"}
            inputMode="decimal"
            value={bound}
            onChange={setBound}
            error={error("threshold") ?? error("limitFraction")}
            data-testid="alert-threshold"
          />
          <TextField
            label="For so many seconds"
            inputMode="numeric"
            value={hold}
            onChange={setHold}
            error={error("holdSeconds")}
            data-testid="alert-hold"
          />
          <SelectField
            label="Severity"
            value={severity}
            onChange={(value) => setSeverity(value as AlertRule["severity"])}
          >
            <option value="info">info</option>
            <option value="warning">warning</option>
            <option value="critical">critical</option>
          </SelectField>
        </div>
        {limited && <Check label="As a part of the account's own limit" on={ofLimit} set={setOfLimit} />}
        {metric === "consumerLag" && (
          <div className="field-grid">
            <TextField
              label="Only of stream"
              placeholder="the slowest of all"
              value={stream}
              onChange={setStream}
              error={error("stream")}
            />
            <TextField
              label="its consumer"
              placeholder="the slowest of all"
              value={consumer}
              onChange={setConsumer}
              error={error("consumer")}
            />
          </div>
        )}
        {channels.data !== undefined && channels.data.length > 0 && (
          <fieldset className="stack-tight">
            <legend>Tells</legend>
            {channels.data.map((channel) => (
              <Check
                key={channel.id}
                label={`${channel.name} (${channel.target})`}
                on={told.includes(channel.id)}
                set={(on) => setTold(on ? [...told, channel.id] : told.filter((id) => id !== channel.id))}
              />
            ))}
          </fieldset>
        )}
        <Check label="Switched on" on={enabled} set={setEnabled} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={save.isPending} data-testid="alert-submit">
            {rule === undefined ? "Make alert" : "Save"}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function Check({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
