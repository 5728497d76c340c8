import { fieldError } from "../../api/problem";
import type { Limits, RateLimits } from "../../api/types";
import { SelectField, TextField } from "../../ui/fields";

type RateKey = Exclude<keyof RateLimits, "excess">;

export const RATE_KINDS: readonly { key: RateKey; label: string }[] = [
  { key: "messagesPerSecond", label: "Messages a second, all clients" },
  { key: "bytesPerSecond", label: "Bytes a second, all clients" },
  { key: "connectionMessagesPerSecond", label: "Messages a second, each client" },
  { key: "connectionBytesPerSecond", label: "Bytes a second, each client" },
  { key: "accountSubscriptions", label: "Subscriptions of all clients" },
];

const SWITCHES = [
  { key: "wildcardExports", label: "Exports may have wildcards" },
  { key: "bearerDisallowed", label: "Refuse bearer users, whose token alone lets anybody in" },
  { key: "maxBytesRequired", label: "Streams must say how large they may become" },
] as const;

export type ExtraLimits = Pick<Limits, "wildcardExports" | "bearerDisallowed" | "maxBytesRequired" | "rates">;

export function extraLimits(limits: Limits): ExtraLimits {
  return {
    wildcardExports: limits.wildcardExports ?? true,
    bearerDisallowed: limits.bearerDisallowed ?? false,
    maxBytesRequired: limits.maxBytesRequired ?? false,
    rates: limits.rates ?? {},
  };
}

/** Switches, and the rates that only Vagus nodes know. */
export function MoreLimitFields({
  extra,
  onChange,
  error,
}: {
  extra: ExtraLimits;
  onChange: (extra: ExtraLimits) => void;
  error: unknown;
}) {
  return (
    <>
      <details className="more">
        <summary>Rates</summary>
        <p className="faint">What clients may publish. -1 is no limit; a client may send a second's worth at once.</p>
        <div className="field-grid">
          {RATE_KINDS.map(({ key, label }) => (
            <TextField
              key={key}
              label={label}
              inputMode="numeric"
              value={String(extra.rates?.[key] ?? -1)}
              onChange={(text) => {
                const value = Number(text.trim());
                if (/^-?\d*$/.test(text.trim()) && Number.isSafeInteger(value)) {
                  onChange({ ...extra, rates: { ...extra.rates, [key]: text.trim() === "-" ? -1 : value } });
                }
              }}
              error={fieldError(error, `limits.rates.${key}`)}
              data-testid={`rate-${key}`}
            />
          ))}
          <SelectField
            label="Above the rate"
            value={extra.rates?.excess ?? "delay"}
            onChange={(excess) =>
              onChange({ ...extra, rates: { ...extra.rates, excess: excess === "error" ? "error" : "delay" } })
            }
          >
            <option value="delay">Slow the publisher down</option>
            <option value="error">Refuse its messages</option>
          </SelectField>
        </div>
      </details>
      {SWITCHES.map(({ key, label }) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={extra[key] ?? false}
            onChange={(event) => onChange({ ...extra, [key]: event.target.checked })}
          />
          <span>{label}</span>
        </label>
      ))}
    </>
  );
}
