import { useEffect, useRef, useState } from "react";
import { useBlocker } from "react-router";
import type { NatsUser, Permissions } from "../../api/types";
import { Button, CopyButton } from "../../ui/Button";
import { Notice } from "../../ui/feedback";
import { Icon } from "../../ui/Icon";
import { Modal } from "../../ui/Modal";
import { ConnectSnippets } from "./ConnectSnippets";
import { downloadText } from "./download";
import { credsFileName, exampleSubject } from "./snippets";

/** A user that was just made, and its credentials, which exist only here until they are saved. */
export interface IssuedCredentials {
  readonly user: NatsUser;
  readonly creds: string | undefined;
  /** What the user may do, its own or its role's. */
  readonly permissions: Permissions | undefined;
}

interface CredentialsPanelProps {
  accountName: string;
  issued: IssuedCredentials;
  onDone: () => void;
}

export function CredentialsPanel({ accountName, issued: { user, creds, permissions }, onDone }: CredentialsPanelProps) {
  const [saved, setSaved] = useState(creds === undefined);
  const [leaving, setLeaving] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const fileName = credsFileName(accountName, user.name);
  const blocker = useBlocker(!saved);

  useEffect(() => heading.current?.focus(), []);

  useEffect(() => {
    if (saved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [saved]);

  return (
    <section className="card card-highlight" aria-labelledby="credentials-title">
      <header className="card-header">
        <h2 id="credentials-title" ref={heading} tabIndex={-1}>
          Credentials of {user.name}
        </h2>
        <Button
          look={saved ? "primary" : "secondary"}
          data-testid="creds-done"
          onClick={() => (saved ? onDone() : setLeaving(true))}
        >
          Done
        </Button>
      </header>

      {creds === undefined ? (
        <Notice tone="warning" title="The credentials cannot be shown again">
          {user.name} was made by an earlier attempt whose answer was lost on the way. Revoke it and create another
          user.
        </Notice>
      ) : (
        <>
          <Notice tone="warning" title="Save this file now: it will not be shown again">
            It is the user's private key. Vagus does not keep it. Who has it can connect as {user.name}.
          </Notice>
          <div className="actions actions-start">
            <Button
              look="primary"
              data-testid="creds-download"
              onClick={() => {
                downloadText(fileName, creds);
                setSaved(true);
              }}
            >
              <Icon name="download" /> Download {fileName}
            </Button>
            <CopyButton text={creds} what="credentials" onCopied={() => setSaved(true)} />
          </div>
          <pre className="creds" tabIndex={0} aria-label="Credentials file" data-testid="creds-text">
            {creds}
          </pre>
        </>
      )}

      <h3>Connect</h3>
      <p className="faint">
        Put the file next to the program. Each example subscribes, publishes one message and prints what came back.
      </p>
      <ConnectSnippets credsFile={fileName} subject={exampleSubject(permissions)} />

      {(leaving || blocker.state === "blocked") && (
        <Modal
          title="Leave without saving the credentials?"
          onClose={() => {
            setLeaving(false);
            blocker.reset?.();
          }}
        >
          <p>They were neither downloaded nor copied, and will not be shown again.</p>
          <div className="actions">
            <Button
              onClick={() => {
                setLeaving(false);
                blocker.reset?.();
              }}
            >
              Stay here
            </Button>
            <Button look="danger" onClick={() => (blocker.state === "blocked" ? blocker.proceed() : onDone())}>
              Leave
            </Button>
          </div>
        </Modal>
      )}
    </section>
  );
}
