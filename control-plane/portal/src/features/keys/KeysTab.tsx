import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import type { SigningKey } from "../../api/types";
import { useAction } from "../../app/useAction";
import { announce } from "../../ui/announce";
import { Button, CopyButton } from "../../ui/Button";
import { ErrorNotice, Notice, Skeleton } from "../../ui/feedback";
import { formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { ConfirmModal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { Allowed } from "../accounts/Allowed";
import { StateBadge } from "../accounts/StateBadge";
import { useApi } from "../session/SessionContext";
import { KeyModal } from "./KeyModal";
import { describePermissions } from "./permissions";
import { DEFAULT_KEY_NAME, useSigningKeys } from "./queries";
import { RotateKeyModal } from "./RotateKeyModal";

type Open = { what: "edit" | "rotate" | "delete"; key: SigningKey } | { what: "create" };

/** Signing keys: with permissions a key is a role for the users it signs. */
export function KeysTab() {
  const account = useOpenAccount();
  const keys = useSigningKeys(account.id);
  const [open, setOpen] = useState<Open>();
  const [seeded, setSeeded] = useState<SigningKey>();
  const close = () => setOpen(undefined);
  const saved = (key: SigningKey) => {
    close();
    if (key.seed !== undefined) setSeeded(key);
  };

  return (
    <Card
      title="Signing keys and roles"
      actions={
        <Allowed right="develop">
          <Button look="primary" data-testid="create-key" onClick={() => setOpen({ what: "create" })}>
            <Icon name="plus" /> Create key
          </Button>
        </Allowed>
      }
    >
      <p className="faint">
        A key signs the credentials of users. A key with permissions is a role: every user it signs has exactly those,
        also when you change them later. Disabling a key shuts its users out, deleting it ends them.
      </p>
      {seeded !== undefined && <SeedNotice signingKey={seeded} onDone={() => setSeeded(undefined)} />}
      <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />
      {keys.isPending && <Skeleton lines={3} label="Loading signing keys" />}
      {keys.data !== undefined && (
        <ul className="rows">
          {keys.data.map((key) => (
            <KeyRow key={key.id} accountId={account.id} signingKey={key} onOpen={(what) => setOpen({ what, key })} />
          ))}
        </ul>
      )}
      {open?.what === "create" && <KeyModal accountId={account.id} onClose={close} onSaved={saved} />}
      {open?.what === "edit" && <KeyModal accountId={account.id} present={open.key} onClose={close} onSaved={saved} />}
      {open?.what === "rotate" && (
        <RotateKeyModal accountId={account.id} signingKey={open.key} onClose={close} onRotated={saved} />
      )}
      {open?.what === "delete" && <DeleteKeyModal accountId={account.id} signingKey={open.key} onClose={close} />}
    </Card>
  );
}

function SeedNotice({ signingKey, onDone }: { signingKey: SigningKey; onDone: () => void }) {
  return (
    <Notice
      tone="warning"
      title={`Save the seed of ${signingKey.name} now: it will not be shown again`}
      action={<Button onClick={onDone}>Done</Button>}
      testId="key-seed"
    >
      <p>Who has it can make users of this account. Vagus does not keep it.</p>
      <span className="key-line">
        <code className="clip">{signingKey.seed}</code>
        <CopyButton text={signingKey.seed ?? ""} what="seed" compact />
      </span>
    </Notice>
  );
}

function KeyRow({
  accountId,
  signingKey: key,
  onOpen,
}: {
  accountId: string;
  signingKey: SigningKey;
  onOpen: (what: "edit" | "rotate" | "delete") => void;
}) {
  const api = useApi();
  const params = { path: { accountId, keyId: key.id } };
  const toggle = useAction(
    async () =>
      unwrap(
        key.disabled
          ? await api.control.POST("/api/v1/accounts/{accountId}/signing-keys/{keyId}/enable", { params })
          : await api.control.POST("/api/v1/accounts/{accountId}/signing-keys/{keyId}/disable", { params }),
      ),
    {
      stale: [
        ["keys", accountId],
        ["users", accountId],
      ],
      said: `Key ${key.name} is ${key.disabled ? "enabled" : "disabled"}`,
    },
  );
  return (
    <li className="row" data-testid="key-row">
      <div className="row-main">
        <strong>
          {key.name} {key.scoped && <span className="tag">role</span>}
          {key.programmatic && <span className="tag">programmatic</span>}
          {key.disabled && <StateBadge state="disabled" />}
        </strong>
        {key.description !== "" && <span>{key.description}</span>}
        <span className="faint">
          {key.scoped ? describePermissions(key.permissions) : "Users bring permissions of their own"}
        </span>
        <span className="key-line">
          <code className="clip">{key.publicKey}</code>
          <CopyButton text={key.publicKey} what={`public key of ${key.name}`} compact />
        </span>
        {key.retiring.map((old) => (
          <span key={old.publicKey} className="faint" data-testid="retiring-key">
            An older key counts until {formatDateTime(old.retiresAt)}
          </span>
        ))}
        <ErrorNotice error={toggle.error} />
      </div>
      <Allowed right="develop">
        <div className="row-action">
          <Button aria-label={`Change key ${key.name}`} data-testid="edit-key" onClick={() => onOpen("edit")}>
            Change
          </Button>
          <Button aria-label={`Rotate key ${key.name}`} data-testid="rotate-key" onClick={() => onOpen("rotate")}>
            Rotate
          </Button>
          <Button
            aria-label={`${key.disabled ? "Enable" : "Disable"} key ${key.name}`}
            busy={toggle.isPending}
            data-testid="toggle-key"
            onClick={() => toggle.mutate()}
          >
            {key.disabled ? "Enable" : "Disable"}
          </Button>
          {key.name !== DEFAULT_KEY_NAME && (
            <Button aria-label={`Delete key ${key.name}`} data-testid="delete-key" onClick={() => onOpen("delete")}>
              Delete
            </Button>
          )}
        </div>
      </Allowed>
    </li>
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
