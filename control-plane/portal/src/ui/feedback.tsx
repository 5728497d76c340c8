import type { ReactNode } from "react";
import { ApiProblem, explain, type Explanation, formError } from "../api/problem";
import { Button } from "./Button";
import { Icon } from "./Icon";

interface NoticeProps {
  tone: "info" | "warning" | "danger" | "success";
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  testId?: string;
}

export function Notice({ tone, title, children, action, testId }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "danger" ? "alert" : undefined} data-testid={testId}>
      <Icon name={tone === "info" ? "info" : tone === "success" ? "check" : "alert"} />
      <div className="notice-text">
        <strong>{title}</strong>
        {children !== undefined && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}

/**
 * Shows a failed request with what to do about it. Nothing when there is no error, or when the session has ended:
 * the dialog over the page says that.
 */
export function ErrorNotice({
  error,
  explanation,
  onRetry,
}: {
  error: unknown;
  explanation?: Explanation | undefined;
  onRetry?: () => void;
}) {
  if (error === null || error === undefined) return null;
  if (error instanceof ApiProblem && error.status === 401) return null;
  const { title, advice } = explanation ?? explain(error);
  const requestId = error instanceof ApiProblem && error.status >= 500 ? error.requestId : undefined;
  return (
    <Notice
      tone="danger"
      title={title}
      action={
        onRetry && (
          <Button className="button-compact" onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {advice}
      {requestId !== undefined && <div className="faint">Request {requestId}</div>}
    </Notice>
  );
}

/** Holds the place of content that is on its way. */
export function Skeleton({ lines = 3, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 160 60" width="160" height="60" aria-hidden="true" focusable="false">
        <path className="empty-line" d="M4 30h36c12 0 12-18 24-18s12 36 24 36 12-18 24-18h44" />
        <circle className="empty-dot" cx="40" cy="30" r="5" />
        <circle className="empty-dot" cx="112" cy="30" r="5" />
      </svg>
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Above a form: what no field of it shows already. */
export function FormNotice({ error, fields }: { error: unknown; fields: readonly string[] }) {
  const explanation = formError(error, fields);
  return explanation === undefined ? null : <ErrorNotice error={error} explanation={explanation} />;
}
