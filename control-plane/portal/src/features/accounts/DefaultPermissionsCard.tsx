import { useState } from "react";
import { unwrap } from "../../api/client";
import type { Account } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form } from "../../ui/fields";
import { Card } from "../../ui/page";
import { PermissionFields } from "../keys/PermissionFields";
import {
  describePermissions,
  NO_PERMISSION_TEXTS,
  parsePermissions,
  PERMISSION_FIELDS,
  permissionTexts,
} from "../keys/permissions";
import { useApi } from "../session/SessionContext";
import { useMayHere } from "./Allowed";

/** What users may do who have neither a role nor permissions of their own. */
export function DefaultPermissionsCard({ account }: { account: Account }) {
  const api = useApi();
  const mayChange = useMayHere()("manageAccounts");
  const [texts, setTexts] = useState(() =>
    account.defaultPermissions === undefined ? NO_PERMISSION_TEXTS : permissionTexts(account.defaultPermissions),
  );
  const save = useAction(
    async () =>
      unwrap(
        await api.control.PATCH("/api/v1/accounts/{accountId}", {
          params: { path: { accountId: account.id } },
          body: { defaultPermissions: parsePermissions(texts) ?? {} },
        }),
      ),
    { stale: [["account", account.id]], said: "Saved" },
  );
  return (
    <Card title="Default permissions">
      <p className="faint">
        For users who have neither a role nor permissions of their own. Now:{" "}
        {describePermissions(account.defaultPermissions)}.
      </p>
      {mayChange && (
        <details className="more" open={save.error !== null || undefined}>
          <summary data-testid="default-permissions">Change them</summary>
          <Form error={save.error} onSubmit={() => !save.isPending && save.mutate()}>
            <FormNotice error={save.error} fields={Object.values(PERMISSION_FIELDS).map(asDefaultField)} />
            <PermissionFields texts={texts} onChange={setTexts} error={save.error} prefix="defaultPermissions" />
            <div className="actions">
              {save.isSuccess && <span className="saved">Saved</span>}
              <Button type="submit" busy={save.isPending} data-testid="default-permissions-save">
                Save default permissions
              </Button>
            </div>
          </Form>
        </details>
      )}
    </Card>
  );
}

function asDefaultField(field: string): string {
  return field.replace(/^permissions/, "defaultPermissions");
}
