import { formatBytes } from "../../ui/format";

export interface Transferred {
  readonly done: number;
  readonly total: number | undefined;
}

/** How far a file is on its way. */
export function TransferProgress({ label, transferred }: { label: string; transferred: Transferred }) {
  const { done, total } = transferred;
  return (
    <div className="stack-tight" data-testid="transfer">
      <progress aria-label={label} {...(total === undefined ? {} : { max: Math.max(total, 1), value: done })} />
      <span className="faint">
        {label}: {formatBytes(done)}
        {total !== undefined && ` of about ${formatBytes(total)}`}
      </span>
    </div>
  );
}

/** How far an upload is; `afterwards` says what is done with the file when all of it has gone. */
export function UploadProgress({
  afterwards,
  transferred,
}: {
  afterwards: string;
  transferred: Transferred | undefined;
}) {
  if (transferred === undefined) return null;
  const label = transferred.done === transferred.total ? afterwards : "Uploading";
  return <TransferProgress label={label} transferred={transferred} />;
}
