import { useState } from "react";
import { unwrap } from "../../api/client";
import type { SigningKey } from "../../api/types";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Form } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";
import { A_DAY_SECONDS, OverlapField } from "./OverlapField";

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
  const [overlap, setOverlap] = useState(A_DAY_SECONDS);
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
        <OverlapField label="The old key counts" seconds={overlap} onChange={setOverlap} testId="rotate-overlap" />
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
