import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "./Button";
import { ErrorNotice } from "./feedback";
import { Icon } from "./Icon";
import { TextField } from "./fields";

interface ModalProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

/**
 * A native modal dialog: it keeps the focus inside, closes with Escape and gives the focus back to what opened it.
 * It is open for as long as it is rendered.
 */
export function Modal({ title, onClose, children, wide = false }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    if (element === null) return;
    element.showModal();
    // The browser would choose the close button: it comes first.
    element.querySelector<HTMLElement>(".modal-body :is(input, select, textarea, button)")?.focus();
    return () => {
      element.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={wide ? "modal modal-wide" : "modal"}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="modal-header">
        <h2 id={titleId}>{title}</h2>
        <Button look="quiet" className="button-icon" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </Button>
      </header>
      <div className="modal-body">{children}</div>
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  /** When given, the action needs this text typed first. */
  typed?: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  testId?: string;
}

/** Asks before something that cannot be taken back. */
export function ConfirmModal({
  title,
  children,
  action,
  typed,
  busy,
  error,
  onConfirm,
  onClose,
  testId = "confirm",
}: ConfirmProps) {
  const [text, setText] = useState("");
  const [mistyped, setMistyped] = useState(false);

  function confirm() {
    if (typed !== undefined && text.trim() !== typed) setMistyped(true);
    else onConfirm();
  }

  return (
    <Modal title={title} onClose={onClose}>
      <form
        noValidate
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) confirm();
        }}
      >
        <div className="stack-tight">{children}</div>
        {typed !== undefined && (
          <TextField
            label={`Type ${typed} to confirm`}
            value={text}
            onChange={(value) => {
              setText(value);
              setMistyped(false);
            }}
            error={mistyped ? `This is not ${typed}` : undefined}
            autoComplete="off"
            data-testid={`${testId}-typed`}
          />
        )}
        <ErrorNotice error={error} />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" type="submit" busy={busy} data-testid={testId}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
