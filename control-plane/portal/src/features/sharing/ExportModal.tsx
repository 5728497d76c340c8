import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextAreaField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";

export function ExportModal({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [subject, setSubject] = useState("");
  const [description, setDescription] = useState("");
  const [kind, setKind] = useState<"stream" | "service">("stream");
  const [tokenRequired, setTokenRequired] = useState(true);
  const [advertised, setAdvertised] = useState(false);
  const create = useAction(
    async () => {
      const body = {
        name: name.trim(),
        subject: subject.trim(),
        description: description.trim(),
        kind,
        tokenRequired,
        advertised,
      };
      const made = unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/exports", {
          params: { path: { accountId }, header: submission.for(body) },
          body,
        }),
      );
      submission.spent();
      return made;
    },
    { stale: [["exports", accountId], ["catalogue"]], said: `Export ${name} is made`, onDone: onClose },
  );
  return (
    <Modal title="Create an export" onClose={onClose} wide>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", "subject", "description"]} />
        <div className="field-grid">
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            error={fieldError(create.error, "name")}
            autoComplete="off"
            data-testid="export-name"
          />
          <SelectField
            label="Kind"
            value={kind}
            onChange={(value) => setKind(value === "service" ? "service" : "stream")}
            data-testid="export-kind"
          >
            <option value="stream">Stream: messages go from here to importers</option>
            <option value="service">Service: importers ask, this account answers</option>
          </SelectField>
          <TextField
            label="Subject"
            placeholder="prices.>"
            className="mono"
            spellCheck={false}
            value={subject}
            onChange={setSubject}
            error={fieldError(create.error, "subject")}
            autoComplete="off"
            data-testid="export-subject"
          />
        </div>
        <TextAreaField
          label="Description"
          hint="What is in it, for whom: others read this in the catalogue."
          value={description}
          onChange={setDescription}
        />
        <label className="check">
          <input type="checkbox" checked={tokenRequired} onChange={(event) => setTokenRequired(event.target.checked)} />
          <span>Each importer needs leave. Without it every account of this service may import.</span>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={advertised}
            onChange={(event) => setAdvertised(event.target.checked)}
            data-testid="export-advertised"
          />
          <span>Show it to other teams in the catalogue</span>
        </label>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="export-submit">
            Create export
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
