import { fieldError } from "../../api/problem";
import { SelectField, TextField } from "../../ui/fields";
import type { StreamTexts } from "./streamTexts";

interface Props {
  texts: StreamTexts;
  set: (change: Partial<StreamTexts>) => void;
  error: unknown;
  /** For a stream that there is: what cannot change is not offered. */
  existing?: boolean;
}

const NUMBERS: readonly { key: keyof StreamTexts; field: string; label: string; hint: string }[] = [
  { key: "maxMessages", field: "maxMessages", label: "Most messages", hint: "-1 is no limit" },
  { key: "maxBytes", field: "maxBytes", label: "Most bytes", hint: "-1 is no limit" },
  { key: "maxAgeSeconds", field: "maxAgeMillis", label: "Longest kept, in seconds", hint: "0 is for ever" },
  {
    key: "maxMessagesPerSubject",
    field: "maxMessagesPerSubject",
    label: "Most messages of a subject",
    hint: "-1 is no limit",
  },
  { key: "maxMessageBytes", field: "maxMessageBytes", label: "Largest message, in bytes", hint: "-1 is no limit" },
  {
    key: "duplicateWindowSeconds",
    field: "duplicateWindowMillis",
    label: "Duplicates are found for, in seconds",
    hint: "by the header Nats-Msg-Id",
  },
  { key: "replicas", field: "replicas", label: "Copies", hint: "1, 3 or 5 servers" },
];

/** What most streams leave as it is. */
export function MoreFields({ texts, set, error, existing = false }: Props) {
  return (
    <details className="more">
      <summary>Limits and more</summary>
      <TextField
        label="Description"
        value={texts.description}
        onChange={(description) => set({ description })}
        error={fieldError(error, "description")}
      />
      <div className="field-grid">
        {NUMBERS.map(({ key, field, label, hint }) => (
          <TextField
            key={key}
            label={label}
            hint={hint}
            inputMode="numeric"
            value={String(texts[key])}
            onChange={(value) => set({ [key]: value })}
            error={fieldError(error, field)}
            data-testid={`stream-${key}`}
          />
        ))}
        <SelectField
          label="When full"
          value={texts.discard}
          onChange={(discard) => set({ discard: discard as StreamTexts["discard"] })}
          error={fieldError(error, "discard")}
        >
          <option value="old">the oldest go</option>
          <option value="new">new ones are refused</option>
        </SelectField>
      </div>
      {!existing && (
        <div className="field-grid">
          <TextField
            label="Mirror of"
            hint="Another stream of the account; no subjects then"
            value={texts.mirror}
            onChange={(mirror) => set({ mirror })}
            error={fieldError(error, "mirror")}
          />
          <TextField
            label="Copies from"
            hint="Streams, with commas between"
            value={texts.sources}
            onChange={(sources) => set({ sources })}
            error={fieldError(error, "sources")}
          />
        </div>
      )}
      <Check
        label="Messages cannot be deleted one by one"
        on={texts.denyDelete}
        set={(denyDelete) => set({ denyDelete })}
      />
      <Check label="The stream cannot be purged" on={texts.denyPurge} set={(denyPurge) => set({ denyPurge })} />
      <Check
        label="Every copy answers reads (direct get)"
        on={texts.allowDirect}
        set={(allowDirect) => set({ allowDirect })}
      />
    </details>
  );
}

function Check({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={on} onChange={(event) => set(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
