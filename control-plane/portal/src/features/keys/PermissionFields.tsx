import { fieldError } from "../../api/problem";
import { TextField } from "../../ui/fields";
import { PERMISSION_FIELDS, type PermissionTexts } from "./permissions";

const LABELS = {
  publishAllow: "May publish to",
  publishDeny: "May not publish to",
  subscribeAllow: "May subscribe to",
  subscribeDeny: "May not subscribe to",
} as const;

type TextKey = keyof typeof LABELS;

interface PermissionFieldsProps {
  texts: PermissionTexts;
  onChange: (texts: PermissionTexts) => void;
  error: unknown;
  /** Where the API reports mistakes in place of `permissions`. */
  prefix?: string;
}

export function PermissionFields({ texts, onChange, error, prefix = "permissions" }: PermissionFieldsProps) {
  return (
    <>
      <p className="faint">
        Subjects, apart by spaces: <code>*</code> stands for one token, a last <code>&gt;</code> for the rest. Empty
        means everything. For request and reply, also allow <code>_INBOX.&gt;</code>.
      </p>
      <div className="field-grid">
        {(Object.keys(LABELS) as TextKey[]).map((key) => (
          <TextField
            key={key}
            label={LABELS[key]}
            value={texts[key]}
            onChange={(text) => onChange({ ...texts, [key]: text })}
            error={fieldError(error, PERMISSION_FIELDS[key].replace(/^permissions/, prefix))}
            placeholder={key.endsWith("Allow") ? "everything" : "nothing"}
            autoComplete="off"
            spellCheck={false}
            className="mono"
            data-testid={`permission-${key}`}
          />
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={texts.allowResponses}
          onChange={(event) => onChange({ ...texts, allowResponses: event.target.checked })}
        />
        <span>May answer each request it receives, whatever it may publish to</span>
      </label>
    </>
  );
}
