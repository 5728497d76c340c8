import { useState } from "react";
import { useLocation } from "react-router";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Modal } from "../../ui/Modal";
import { PageHeader } from "../../ui/page";
import { useService } from "./SessionContext";

function SignInAgain({ label, testId }: { label: string; testId: string }) {
  const { session } = useService();
  const location = useLocation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  return (
    <div className="stack">
      <ErrorNotice error={error} />
      <div className="actions">
        <Button
          look="primary"
          busy={busy}
          data-testid={testId}
          onClick={() => {
            setBusy(true);
            session
              .signIn(location.pathname + location.search)
              .catch(setError)
              .finally(() => setBusy(false));
          }}
        >
          {label}
        </Button>
      </div>
    </div>
  );
}

/** Over the page that was open, which stays visible: what was being read is not lost. */
export function SessionEnded() {
  return (
    <Modal title="Your session has ended" onClose={() => location.assign("/")}>
      <p>You were signed out because the session ran out or was ended elsewhere. Sign in to carry on where you were.</p>
      <SignInAgain label="Sign in again" testId="sign-in-again" />
    </Modal>
  );
}

/** In place of a page that needs a person. */
export function SignInPrompt() {
  return (
    <div className="lone">
      <PageHeader title="Sign in to see this page" lead="You come back here right after." />
      <SignInAgain label="Sign in" testId="sign-in-here" />
    </div>
  );
}
