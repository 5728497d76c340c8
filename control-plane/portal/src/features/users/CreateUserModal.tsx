import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import { Button } from "../../ui/Button";
import { FormNotice, Notice } from "../../ui/feedback";
import { Form, SelectField, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { PermissionFields } from "../keys/PermissionFields";
import { describePermissions, NO_PERMISSION_TEXTS, parsePermissions, PERMISSION_FIELDS } from "../keys/permissions";
import { DEFAULT_KEY_NAME, useSigningKeys } from "../keys/queries";
import { useApi } from "../session/SessionContext";
import type { IssuedCredentials } from "./CredentialsPanel";

const DAY_SECONDS = 86_400;
const EXPIRIES: readonly { label: string; seconds: number | undefined }[] = [
  { label: "Never", seconds: undefined },
  { label: "In an hour", seconds: 3_600 },
  { label: "In a day", seconds: DAY_SECONDS },
  { label: "In 30 days", seconds: 30 * DAY_SECONDS },
  { label: "In 90 days", seconds: 90 * DAY_SECONDS },
  { label: "In a year", seconds: 365 * DAY_SECONDS },
];

const FIELDS = ["name", "bearer", "expiresInSeconds", "signingKeyId", ...Object.values(PERMISSION_FIELDS)];

interface CreateUserProps {
  accountId: string;
  onClose: () => void;
  onCreated: (issued: IssuedCredentials) => void;
}

export function CreateUserModal({ accountId, onClose, onCreated }: CreateUserProps) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const keys = useSigningKeys(accountId);
  const [name, setName] = useState("");
  const [expiry, setExpiry] = useState(0);
  const [keyId, setKeyId] = useState("");
  const [texts, setTexts] = useState(NO_PERMISSION_TEXTS);
  const [tags, setTags] = useState("");
  const [bearer, setBearer] = useState(false);
  const chosenKey = keys.data?.find((key) => key.id === keyId);
  const role = chosenKey?.scoped === true ? chosenKey : undefined;
  const keyChoices =
    keys.data?.filter((key) => key.name !== DEFAULT_KEY_NAME && !key.programmatic && !key.disabled) ?? [];

  const create = useMutation({
    mutationFn: async (): Promise<IssuedCredentials> => {
      const permissions = role === undefined ? parsePermissions(texts) : undefined;
      const expiresInSeconds = EXPIRIES[expiry]?.seconds;
      const body = {
        name: name.trim(),
        ...(keyId === "" ? {} : { signingKeyId: keyId }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
        ...(tags.trim() === "" ? {} : { tags: tags.split(/[\s,]+/).filter((tag) => tag !== "") }),
        ...(bearer && role === undefined ? { bearer } : {}),
      };
      const created = unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/users", {
          params: { path: { accountId }, header: submission.for(body) },
          body,
        }),
      );
      return {
        user: created.user,
        creds: created.creds ?? created.bearerToken,
        permissions: role?.permissions ?? permissions,
      };
    },
    // The answer holds a private key: it must not stay in the cache of mutations.
    gcTime: 0,
    onSuccess: (issued) => {
      submission.spent();
      void queryClient.invalidateQueries({ queryKey: ["users", accountId] });
      onCreated(issued);
    },
  });

  return (
    <Modal title="Create a user" onClose={onClose} wide>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <p className="faint">
          A user is what a program connects as. Make one for each program, so that each can be revoked.
        </p>
        <FormNotice error={create.error} fields={FIELDS} />
        <div className="field-grid">
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            error={fieldError(create.error, "name")}
            autoComplete="off"
            data-testid="user-name"
          />
          <SelectField
            label="Expires"
            value={String(expiry)}
            onChange={(value) => setExpiry(Number(value))}
            error={fieldError(create.error, "expiresInSeconds")}
            data-testid="user-expiry"
          >
            {EXPIRIES.map(({ label }, index) => (
              <option key={label} value={index}>
                {label}
              </option>
            ))}
          </SelectField>
          {keyChoices.length > 0 && (
            <SelectField
              label="Role or signing key"
              value={keyId}
              onChange={setKeyId}
              error={fieldError(create.error, "signingKeyId")}
              data-testid="user-key"
            >
              <option value="">{DEFAULT_KEY_NAME}</option>
              {keyChoices.map((key) => (
                <option key={key.id} value={key.id}>
                  {key.name}
                  {key.scoped ? " (role)" : ""}
                </option>
              ))}
            </SelectField>
          )}
        </div>
        <TextField
          label="Tags"
          hint="Such as site:berlin: roles can use them in their subjects."
          value={tags}
          onChange={setTags}
          autoComplete="off"
          data-testid="user-tags"
        />
        {role === undefined && (
          <label className="check">
            <input type="checkbox" checked={bearer} onChange={(event) => setBearer(event.target.checked)} />
            <span>Bearer token instead of a credentials file: whoever has it is let in, as browsers need it</span>
          </label>
        )}
        {role === undefined ? (
          <details className="more">
            <summary>Permissions</summary>
            <PermissionFields texts={texts} onChange={setTexts} error={create.error} />
          </details>
        ) : (
          <Notice tone="info" title={`Permissions come from the role ${role.name}`}>
            {describePermissions(role.permissions)}
          </Notice>
        )}
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="user-submit">
            Create user
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
