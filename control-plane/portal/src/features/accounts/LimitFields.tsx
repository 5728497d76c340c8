import { fieldError } from "../../api/problem";
import { TextField } from "../../ui/fields";
import type { LimitKey, LimitKind, LimitTexts } from "./limits";

interface LimitFieldsProps {
  kinds: readonly LimitKind[];
  texts: LimitTexts;
  onChange: (texts: LimitTexts) => void;
  localErrors: ReadonlyMap<LimitKey, string>;
  error: unknown;
}

/** A size as people read it, for who types bytes. */
function inWords(key: LimitKey, text: string | undefined, format: (value: number) => string): string {
  const typed = (text ?? "").trim();
  return key.endsWith("Bytes") && /^[1-9][0-9]{3,15}$/.test(typed) ? `. ${format(Number(typed))}` : "";
}

export function LimitFields({ kinds, texts, onChange, localErrors, error }: LimitFieldsProps) {
  return (
    <div className="field-grid">
      {kinds.map(({ key, label, hint, format }) => (
        <TextField
          key={key}
          label={label}
          hint={hint + inWords(key, texts[key], format)}
          inputMode="numeric"
          placeholder="Plan default"
          value={texts[key] ?? ""}
          onChange={(text) => onChange({ ...texts, [key]: text })}
          error={localErrors.get(key) ?? fieldError(error, `limits.${key}`)}
          data-testid={`limit-${key}`}
        />
      ))}
    </div>
  );
}
