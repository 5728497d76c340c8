import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { SigningKey } from "../../api/types";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, FormNotice, Notice, Skeleton } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { formatDate } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { useApi } from "../session/SessionContext";
import { PermissionFields } from "./PermissionFields";
import { describePermissions, NO_PERMISSION_TEXTS, parsePermissions, PERMISSION_FIELDS } from "./permissions";
import { DEFAULT_KEY_NAME, useSigningKeys } from "./queries";

/** Signing keys: with permissions a key is a role for the users it signs. */
export function KeysTab() {
  const account = useOpenAccount();
  const keys = useSigningKeys(account.id);
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<SigningKey>();

  return (
    <Card
      title="Signing keys"
      actions={
        <Button look="primary" data-testid="create-key" onClick={() => setCreating(true)}>
          <Icon name="plus" /> Create key
        </Button>
      }
    >
      <p className="faint">
        A key signs the credentials of users. A key with permissions is a role: every user it signs has exactly those,
        and deleting it ends the access of all of them at once.
      </p>
      <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />
      {keys.isPending && <Skeleton lines={3} label="Loading signing keys" />}
      {keys.data !== undefined && (
        <ul className="rows">
          {keys.data.map((key) => (
            <li key={key.id} className="row">
              <div className="row-main">
                <strong>
                  {key.name} {key.scoped && <span className="tag">role</span>}
                </strong>
                <span className="faint">
                  {key.scoped ? describePermissions(key.permissions) : "Users bring permissions of their own"}
                </span>
                <span className="key-line">
                  <code className="clip">{key.publicKey}</code>
                  <CopyButton text={key.publicKey} what={`public key of ${key.name}`} compact />
                </span>
              </div>
              <span className="faint hide-narrow">{formatDate(key.createdAt)}</span>
              {key.name === DEFAULT_KEY_NAME ? (
                <span className="faint row-action">made with the account</span>
              ) : (
                <Button
                  className="row-action"
                  aria-label={`Delete key ${key.name}`}
                  data-testid="delete-key"
                  onClick={() => setDeleting(key)}
                >
                  Delete
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {creating && <CreateKeyModal accountId={account.id} onClose={() => setCreating(false)} />}
      {deleting !== undefined && (
        <DeleteKeyModal accountId={account.id} signingKey={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </Card>
  );
}

function CreateKeyModal({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const [texts, setTexts] = useState(NO_PERMISSION_TEXTS);
  const create = useMutation({
    mutationFn: async () => {
      const permissions = parsePermissions(texts);
      const body = { name: name.trim(), ...(permissions === undefined ? {} : { permissions }) };
      return unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/signing-keys", {
          params: { path: { accountId }, header: submission.for(body) },
          body,
        }),
      );
    },
    onSuccess: async (key) => {
      submission.spent();
      await queryClient.invalidateQueries({ queryKey: ["keys", accountId] });
      announce(`Key ${key.name} is made`);
      onClose();
    },
  });
  return (
    <Modal title="Create a signing key" onClose={onClose} wide>
      <Form error={create.error} onSubmit={() => !create.isPending && create.mutate()}>
        <FormNotice error={create.error} fields={["name", ...Object.values(PERMISSION_FIELDS)]} />
        <TextField
          label="Name"
          hint="For a role, say what it does: consumer, device, reporting."
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          autoComplete="off"
          data-testid="key-name"
        />
        <fieldset>
          <legend>Permissions (make it a role)</legend>
          <PermissionFields texts={texts} onChange={setTexts} error={create.error} />
        </fieldset>
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="key-submit">
            Create key
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

function DeleteKeyModal({
  accountId,
  signingKey,
  onClose,
}: {
  accountId: string;
  signingKey: SigningKey;
  onClose: () => void;
}) {
  const api = useApi();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: async () =>
      unwrap(
        await api.control.DELETE("/api/v1/accounts/{accountId}/signing-keys/{keyId}", {
          params: { path: { accountId, keyId: signingKey.id } },
        }),
      ),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["keys", accountId] }),
        queryClient.invalidateQueries({ queryKey: ["users", accountId] }),
      ]);
      announce(`Key ${signingKey.name} is deleted`);
      onClose();
    },
  });
  return (
    <ConfirmModal
      title={`Delete key ${signingKey.name}?`}
      action="Delete key"
      typed={signingKey.name}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
      testId="confirm-delete-key"
    >
      <Notice tone="warning" title="Every user signed with this key loses access at once">
        Their connections are closed. Users signed with other keys are not touched.
      </Notice>
    </ConfirmModal>
  );
}
