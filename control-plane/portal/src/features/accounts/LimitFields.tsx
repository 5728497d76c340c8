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

export function LimitFields({ kinds, texts, onChange, localErrors, error }: LimitFieldsProps) {
  return (
    <div className="field-grid">
      {kinds.map(({ key, label, hint }) => (
        <TextField
          key={key}
          label={label}
          hint={hint}
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
