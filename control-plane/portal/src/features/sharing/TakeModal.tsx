import { useState } from "react";
import { unwrap } from "../../api/client";
import { ApiProblem, fieldError } from "../../api/problem";
import type { CatalogueEntry } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useAccounts } from "../accounts/queries";
import { useApi } from "../session/SessionContext";

/** Imports an offer into an account of the team; where leave is needed and not given, it asks for it. */
export function TakeModal({ teamId, entry, onClose }: { teamId: string; entry: CatalogueEntry; onClose: () => void }) {
  const api = useApi();
  const accounts = useAccounts(teamId);
  const choices = accounts.data?.filter((account) => account.publicKey !== entry.accountKey) ?? [];
  const [chosen, setChosen] = useState("");
  const accountId = chosen === "" ? (choices[0]?.id ?? "") : chosen;
  const [name, setName] = useState(entry.name);
  const [localSubject, setLocalSubject] = useState("");
  const [message, setMessage] = useState("");
  const take = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/imports", {
          params: { path: { accountId } },
          body: {
            name: name.trim(),
            exportId: entry.exportId,
            ...(localSubject.trim() === "" ? {} : { localSubject: localSubject.trim() }),
          },
        }),
      ),
    { stale: [["imports", accountId]], said: `${entry.name} is imported`, onDone: onClose },
  );
  const ask = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/share-requests", {
          params: { path: { accountId } },
          body: { exportId: entry.exportId, message: message.trim() },
        }),
      ),
    { stale: [["share-requests", teamId]], said: "The request is sent", onDone: onClose },
  );
  const needsLeave =
    take.error instanceof ApiProblem && fieldError(take.error, "exportId")?.includes("share request") === true;
  return (
    <Modal title={`Import ${entry.name}`} onClose={onClose}>
      <Form error={take.error} onSubmit={() => !take.isPending && accountId !== "" && take.mutate()}>
        {!needsLeave && <FormNotice error={take.error} fields={["name", "localSubject"]} />}
        {choices.length === 0 && accounts.data !== undefined && (
          <Notice tone="info" title="Your team has no other account">
            Create an account first; it can then import this.
          </Notice>
        )}
        <SelectField label="Into the account" value={accountId} onChange={setChosen} data-testid="take-account">
          {choices.map((account) => (
            <option key={account.id} value={account.id}>
              {account.name}
            </option>
          ))}
        </SelectField>
        <TextField label="Name" value={name} onChange={setName} error={fieldError(take.error, "name")} />
        <TextField
          label="Subject in your account"
          hint="Empty: the same as there. $1 stands for the first wildcard."
          placeholder={entry.subject}
          className="mono"
          value={localSubject}
          onChange={setLocalSubject}
          error={fieldError(take.error, "localSubject")}
        />
        {needsLeave && (
          <>
            <Notice tone="info" title="The exporter has to agree">
              Send a request; once it is approved, import it here.
            </Notice>
            <TextField
              label="Message to the exporter"
              value={message}
              onChange={setMessage}
              data-testid="ask-message"
            />
            <FormNotice error={ask.error} fields={[]} />
          </>
        )}
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          {needsLeave ? (
            <Button look="primary" busy={ask.isPending} onClick={() => ask.mutate()} data-testid="ask-submit">
              Send request
            </Button>
          ) : (
            <Button look="primary" type="submit" busy={take.isPending} data-testid="take-submit">
              Import
            </Button>
          )}
        </div>
      </Form>
    </Modal>
  );
}
