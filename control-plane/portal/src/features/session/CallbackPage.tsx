import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { Button, ButtonLink } from "../../ui/Button";
import { Skeleton } from "../../ui/feedback";
import { PageHeader } from "../../ui/page";
import { useService } from "./SessionContext";

/** Where the identity provider sends people back to. */
export function CallbackPage() {
  const { session } = useService();
  const navigate = useNavigate();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    session.completeSignIn().then(
      (target) => navigate(target, { replace: true }),
      () => setFailed(true),
    );
  }, [session, navigate]);

  if (!failed) {
    return (
      <main className="lone">
        <Skeleton lines={4} label="Signing you in" />
      </main>
    );
  }
  return (
    <main className="lone">
      <PageHeader
        title="Signing in did not finish"
        lead="The sign-in was cancelled, took too long, or this page was reloaded. Start again; nothing is lost."
      />
      <div className="actions actions-start">
        <Button look="primary" onClick={() => void session.signIn("/")}>
          Sign in
        </Button>
        <ButtonLink to="/">Back to the start</ButtonLink>
      </div>
    </main>
  );
}
