import { useState } from "react";
import { unwrap } from "../../api/client";
import { useMe } from "../../app/team";
import { useAction } from "../../app/useAction";
import { Button } from "../../ui/Button";
import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { ConfirmModal } from "../../ui/Modal";
import { Card, PageHeader } from "../../ui/page";
import { useApi, useService } from "../session/SessionContext";
import { downloadText } from "../users/download";
import { SessionsCard } from "./SessionsCard";

/** The person: their sign-in, which the identity provider keeps, their data, and their leaving. */
export function ProfilePage() {
  const api = useApi();
  const me = useMe();
  const { session } = useService();
  const [asking, setAsking] = useState(false);
  const take = useAction(async () => unwrap(await api.control.GET("/api/v1/me/export")), {
    stale: [],
    said: "Your data is downloaded",
    onDone: (data) => downloadText("vagus-my-data.json", JSON.stringify(data, null, 2)),
  });
  const remove = useAction(async () => unwrap(await api.control.DELETE("/api/v1/me")), {
    stale: [],
    said: "You are forgotten",
    onDone: () => void session.signOut(),
  });
  if (me.data === undefined) return <Skeleton lines={6} label="Loading your profile" />;
  return (
    <>
      <PageHeader title="Your profile" lead={`${me.data.name}, ${me.data.email}`} />
      <div className="stack-loose">
        <SessionsCard />
        <Card title="Your data">
          <ErrorNotice error={take.error} />
          <div className="split">
            <p>All that is known of you here, as JSON. Secrets are not in it.</p>
            <Button busy={take.isPending} data-testid="export-me" onClick={() => take.mutate()}>
              Download
            </Button>
          </div>
        </Card>
        <Card title="Leave" className="card-danger">
          <div className="split">
            <p>
              Removes you from all teams, with your tokens. Teams that you are alone in are deleted after their time of
              grace.
            </p>
            <Button look="danger" data-testid="delete-me" onClick={() => setAsking(true)}>
              Delete me
            </Button>
          </div>
        </Card>
      </div>
      {asking && (
        <ConfirmModal
          title="Delete yourself?"
          action="Delete me"
          typed={me.data.email}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
          testId="confirm-delete-me"
        >
          <p>This cannot be undone. Your sign-in itself stays until you delete it at the sign-in service.</p>
        </ConfirmModal>
      )}
    </>
  );
}
