import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { SigningKey } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { PermissionFields } from "./PermissionFields";
import { PermissionPreview } from "./PermissionPreview";
import { NO_PERMISSION_TEXTS, parsePermissions, PERMISSION_FIELDS, permissionTexts } from "./permissions";

type Kind = "role" | "plain" | "programmatic" | "own";

const KINDS: readonly { kind: Kind; label: string }[] = [
  { kind: "role", label: "Role: its users have the permissions below" },
  { kind: "plain", label: "Plain: each user has permissions of its own" },
  { kind: "programmatic", label: "Programmatic: you get the seed and sign users yourself" },
  { kind: "own", label: "Your own key: the seed stays with you" },
];

/** Makes a signing key, or changes one. */
export function KeyModal({
  accountId,
  present,
  onClose,
  onSaved,
}: {
  accountId: string;
  present?: SigningKey;
  onClose: () => void;
  onSaved: (key: SigningKey) => void;
}) {
  const api = useApi();
  const submission = useSubmissionKey();
  const [name, setName] = useState(present?.name ?? "");
  const [description, setDescription] = useState(present?.description ?? "");
  const [kind, setKind] = useState<Kind>(present === undefined || present.scoped ? "role" : "plain");
  const [publicKey, setPublicKey] = useState("");
  const [texts, setTexts] = useState(
    present?.permissions === undefined ? NO_PERMISSION_TEXTS : permissionTexts(present.permissions),
  );
  const role = kind === "role";
  const permissions = parsePermissions(texts) ?? {};
  const save = useAction(
    async () => {
      const said = { name: name.trim(), description: description.trim(), ...(role ? { permissions } : {}) };
      if (present !== undefined) {
        return unwrap(
          await api.control.PATCH("/api/v1/accounts/{accountId}/signing-keys/{keyId}", {
            params: { path: { accountId, keyId: present.id } },
            body: said,
          }),
        );
      }
      const body = {
        ...said,
        ...(kind === "programmatic" ? { programmatic: true } : {}),
        ...(kind === "own" ? { publicKey: publicKey.trim() } : {}),
      };
      const made = unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/signing-keys", {
          params: { path: { accountId }, header: submission.for(body) },
          body,
        }),
      );
      submission.spent();
      return made;
    },
    { stale: [["keys", accountId]], said: `Key ${name} is saved`, onDone: onSaved },
  );
  return (
    <Modal title={present === undefined ? "Create a signing key" : `Change ${present.name}`} onClose={onClose} wide>
      <Form error={save.error} onSubmit={() => !save.isPending && save.mutate()}>
        <FormNotice error={save.error} fields={["name", "publicKey", ...Object.values(PERMISSION_FIELDS)]} />
        <div className="field-grid">
          <TextField
            label="Name"
            hint="For a role, say what it does: consumer, device, reporting."
            value={name}
            onChange={setName}
            error={fieldError(save.error, "name")}
            autoComplete="off"
            data-testid="key-name"
          />
          <TextField label="Description" value={description} onChange={setDescription} autoComplete="off" />
          {present === undefined && (
            <SelectField
              label="Kind"
              value={kind}
              onChange={(value) => setKind(KINDS.find((each) => each.kind === value)?.kind ?? "role")}
              data-testid="key-kind"
            >
              {KINDS.map((each) => (
                <option key={each.kind} value={each.kind}>
                  {each.label}
                </option>
              ))}
            </SelectField>
          )}
          {kind === "own" && present === undefined && (
            <TextField
              label="Public key"
              hint="An account nkey: nsc generate nkey --account"
              className="mono"
              value={publicKey}
              onChange={setPublicKey}
              error={fieldError(save.error, "publicKey")}
              autoComplete="off"
            />
          )}
        </div>
        {role && (
          <>
            <fieldset>
              <legend>Permissions of its users</legend>
              <PermissionFields texts={texts} onChange={setTexts} error={save.error} />
              <p className="faint">
                <code>{"{{name()}}"}</code> stands for the user's name, <code>{"{{tag(site)}}"}</code> for the value of
                its tag <code>site:…</code>, <code>{"{{account-name()}}"}</code> for this account.
              </p>
            </fieldset>
            <PermissionPreview accountId={accountId} permissions={permissions} />
          </>
        )}
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={save.isPending} data-testid="key-submit">
            {present === undefined ? "Create key" : "Save changes"}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
