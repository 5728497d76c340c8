import { type ComponentProps, useEffect, useRef, useState } from "react";
import { Link, type LinkProps } from "react-router";
import { announce } from "./announce";
import { Icon } from "./Icon";

type Look = "primary" | "secondary" | "danger" | "quiet";

interface ButtonProps extends ComponentProps<"button"> {
  look?: Look;
  /** Shows that the request is on its way and refuses a second press, without losing the focus. */
  busy?: boolean;
}

export function Button({ look = "secondary", busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={["button", `button-${look}`, className].filter(Boolean).join(" ")}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

export function ButtonLink({ look = "secondary", className, ...rest }: LinkProps & { look?: Look }) {
  return <Link {...rest} className={["button", `button-${look}`, className].filter(Boolean).join(" ")} />;
}

interface CopyButtonProps {
  text: string;
  /** What is copied, as a noun: `credentials`. */
  what: string;
  label?: string;
  compact?: boolean;
  onCopied?: () => void;
}

const COPIED_SHOWN_MILLIS = 2000;

export function CopyButton({ text, what, label = "Copy", compact = false, onCopied }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | undefined>();
  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
      announce(`Copied the ${what}`);
      onCopied?.();
    } catch {
      setOutcome("failed");
      announce(`The browser did not allow copying the ${what}; select the text instead`);
    }
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOutcome(undefined), COPIED_SHOWN_MILLIS);
  }

  const shown = outcome === "copied" ? "Copied" : outcome === "failed" ? "Not allowed" : label;
  return (
    <Button
      look={compact ? "quiet" : "secondary"}
      className={compact ? "button-compact" : ""}
      onClick={() => void copy()}
      aria-label={`${shown} (${what})`}
    >
      <Icon name={outcome === "copied" ? "check" : "copy"} />
      <span>{shown}</span>
    </Button>
  );
}
