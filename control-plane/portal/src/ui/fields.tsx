import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";

interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
}

interface Described {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function Field({ label, hint, error, children }: Labelled & { children: (props: Described) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint !== undefined && hintId, error !== undefined && errorId].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p className="field-hint" id={hintId}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="field-error" id={errorId}>
          {error}
        </p>
      )}
    </div>
  );
}

type TextProps = Labelled & { onChange: (value: string) => void } & Omit<ComponentProps<"input">, "onChange" | "id">;

export function TextField({ label, hint, error, onChange, ...input }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <input {...input} {...described} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

type AreaProps = Labelled & { onChange: (value: string) => void } & Omit<ComponentProps<"textarea">, "onChange" | "id">;

export function TextAreaField({ label, hint, error, onChange, ...area }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <textarea rows={2} {...area} {...described} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

type SelectProps = Labelled & { onChange: (value: string) => void } & Omit<ComponentProps<"select">, "onChange" | "id">;

export function SelectField({ label, hint, error, onChange, children, ...select }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select {...select} {...described} onChange={(event) => onChange(event.target.value)}>
          {children}
        </select>
      )}
    </Field>
  );
}

interface FormProps extends Omit<ComponentProps<"form">, "onSubmit"> {
  onSubmit: () => void;
  /** When a new error arrives, the first marked field gets the focus. */
  error: unknown;
}

export function Form({ onSubmit, error, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== null && error !== undefined) {
      form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    }
  }, [error]);
  return (
    <form
      {...rest}
      ref={form}
      noValidate
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
