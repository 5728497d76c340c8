import { useState } from "react";
import { unwrap } from "../../api/client";
import type { SigningKey } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Form, SelectField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { OVERLAPS } from "./overlaps";

export function RotateKeyModal({
  accountId,
  signingKey,
  onClose,
  onRotated,
}: {
  accountId: string;
  signingKey: SigningKey;
  onClose: () => void;
  onRotated: (key: SigningKey) => void;
}) {
  const api = useApi();
  const [overlap, setOverlap] = useState(OVERLAPS[2]?.seconds ?? 0);
  const rotate = useAction(
    async () =>
      unwrap(
        await api.control.POST("/api/v1/accounts/{accountId}/signing-keys/{keyId}/rotate", {
          params: { path: { accountId, keyId: signingKey.id } },
          body: { overlapSeconds: overlap },
        }),
      ),
    {
      stale: [
        ["keys", accountId],
        ["users", accountId],
      ],
      said: `Key ${signingKey.name} is rotated`,
      onDone: onRotated,
    },
  );
  return (
    <Modal title={`Rotate ${signingKey.name}`} onClose={onClose}>
      <Form error={rotate.error} onSubmit={() => !rotate.isPending && rotate.mutate()}>
        <p>
          A new key signs from now on. Credentials that the old key signed work until its time is over: rotate its users
          before then.
        </p>
        <SelectField
          label="The old key counts"
          value={String(overlap)}
          onChange={(value) => setOverlap(Number(value))}
          data-testid="rotate-overlap"
        >
          {OVERLAPS.map(({ label, seconds }) => (
            <option key={seconds} value={seconds}>
              {label}
            </option>
          ))}
        </SelectField>
        <ErrorNotice error={rotate.error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={rotate.isPending} data-testid="rotate-submit">
            Rotate key
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
