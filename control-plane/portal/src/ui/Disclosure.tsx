import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "react-router";
import { Icon } from "./Icon";

/** A button that opens a small panel below it; Escape, a click elsewhere, leaving by Tab or a navigation closes it. */
export function Disclosure({
  label,
  button,
  children,
  align = "end",
  testId,
}: {
  label: string;
  button: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  testId?: string;
}) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const panelId = useId();
  const location = useLocation();

  useEffect(() => setOpen(false), [location]);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      trigger.current?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", escape);
    };
  }, [open]);

  return (
    <div className="disclosure" ref={root}>
      <button
        ref={trigger}
        type="button"
        className="disclosure-button"
        aria-expanded={open}
        aria-controls={panelId}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        <span className="visually-hidden">{label}</span>
        <span className="disclosure-face" aria-hidden="true">
          {button}
        </span>
        <Icon name="chevron" size={14} />
      </button>
      <div id={panelId} className={`disclosure-panel disclosure-${align}`} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
