import { useId } from "react";

/** A file that somebody chooses. */
export function FileField({
  label,
  hint,
  accept,
  onChange,
  error,
  testId,
}: {
  label: string;
  hint: string;
  accept?: string;
  onChange: (file: File | undefined) => void;
  error: string | undefined;
  testId: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        accept={accept}
        aria-describedby={`${id}-hint`}
        aria-invalid={error === undefined ? undefined : true}
        data-testid={testId}
        onChange={(event) => onChange(event.target.files?.[0])}
      />
      <p className="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
      {error !== undefined && <p className="field-error">{error}</p>}
    </div>
  );
}
