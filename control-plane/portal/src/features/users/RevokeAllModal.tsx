import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import type { Account } from "../../api/types";
import { useAction } from "../../app/useAction";
import { TextField } from "../../ui/fields";
import { ConfirmModal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";

/** Ends every credential of the account that was issued until a moment, known here or not. */
export function RevokeAllModal({ account, onClose }: { account: Account; onClose: () => void }) {
  const api = useApi();
  const [until, setUntil] = useState("");
  const revoke = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/users/revoke-all", {
          params: { path: { accountId: account.id } },
          body: until === "" ? {} : { issuedUntil: new Date(until).toISOString() },
        }),
      ),
    {
      stale: [
        ["users", account.id],
        ["account", account.id],
      ],
      said: ({ users }) => `Credentials of ${users} ${users === 1 ? "user" : "users"} are revoked`,
      onDone: onClose,
    },
  );
  return (
    <ConfirmModal
      title={`Revoke all users of ${account.name}?`}
      action="Revoke all"
      typed={account.name}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
      testId="confirm-revoke-all"
    >
      <p>
        Everybody who connects with credentials issued until then is cut off within seconds, also with credentials that
        a signing key made outside of Vagus. Users stay in the list; hand out new credentials under Details.
      </p>
      <TextField
        label="Issued until"
        hint="Empty: until now."
        type="datetime-local"
        value={until}
        onChange={setUntil}
        error={fieldError(revoke.error, "issuedUntil")}
        data-testid="revoke-all-until"
      />
    </ConfirmModal>
  );
}
