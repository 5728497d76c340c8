import { fieldError } from "../../api/problem";
import type { Limits } from "../../api/types";
import { TextField } from "../../ui/fields";

type Tiers = NonNullable<Limits["tiers"]>;
type TierName = keyof Tiers;
type Tier = NonNullable<Tiers[TierName]>;
type TierKey = Exclude<keyof Tier, "maxBytesRequired">;

const TIERS: readonly { name: TierName; label: string }[] = [
  { name: "r1", label: "Streams of one copy" },
  { name: "r3", label: "Streams of three copies" },
];

const KINDS: readonly { key: TierKey; label: string }[] = [
  { key: "diskStorageBytes", label: "Disk, bytes" },
  { key: "memoryStorageBytes", label: "Memory, bytes" },
  { key: "streams", label: "Streams" },
  { key: "consumers", label: "Consumers of each stream" },
  { key: "maxAckPending", label: "Pending acknowledgements" },
  { key: "diskMaxStreamBytes", label: "Largest stream on disk" },
  { key: "memoryMaxStreamBytes", label: "Largest stream in memory" },
];

export const TIER_FIELDS: readonly string[] = [
  "limits.tiers",
  ...TIERS.flatMap(({ name }) => KINDS.map(({ key }) => `limits.tiers.${name}.${key}`)),
];

/** What a person typed, by `r1.streams`; a tier without any text is no tier. */
export type TierTexts = Readonly<Record<string, string>>;

export function tierTexts(limits: Limits): TierTexts {
  const texts: Record<string, string> = {};
  for (const { name } of TIERS) {
    for (const { key } of KINDS) {
      const value = limits.tiers?.[name]?.[key];
      if (value !== undefined) texts[`${name}.${key}`] = String(value);
    }
  }
  return texts;
}

/** The tiers for the API; without any it is the empty object, which ends tiers. */
export function parseTiers(texts: TierTexts): { tiers: Tiers; errors: ReadonlyMap<string, string> } {
  const tiers: Tiers = {};
  const errors = new Map<string, string>();
  for (const { name } of TIERS) {
    const tier: Tier = {};
    for (const { key } of KINDS) {
      const text = (texts[`${name}.${key}`] ?? "").trim();
      if (text === "") continue;
      const value = Number(text);
      if (/^(-1|\d+)$/.test(text) && Number.isSafeInteger(value)) tier[key] = value;
      else errors.set(`${name}.${key}`, "A whole number, or -1 for no limit");
    }
    if (Object.keys(tier).length > 0) tiers[name] = tier;
  }
  return { tiers, errors };
}

/** Limits with these tiers in place of flat storage: the API takes one or the other. */
export function withTiers(limits: Limits, tiers: Tiers): Limits {
  if (Object.keys(tiers).length === 0) return { ...limits, tiers };
  return { ...limits, tiers, memoryStorageBytes: 0, diskStorageBytes: 0 };
}

/** Storage by how many copies a stream has, in place of one pot of storage for all. */
export function TierFields({
  texts,
  onChange,
  localErrors,
  error,
}: {
  texts: TierTexts;
  onChange: (texts: TierTexts) => void;
  localErrors: ReadonlyMap<string, string>;
  error: unknown;
}) {
  const general = fieldError(error, "limits.tiers");
  return (
    <details className="more" open={Object.keys(texts).length > 0 || localErrors.size > 0 || undefined}>
      <summary data-testid="tiers">Storage tiers</summary>
      <p className="faint">
        Storage apart by the number of copies. With a tier filled in, stream memory and stream disk above do not count
        any more; all fields empty ends tiers. -1 is no limit.
      </p>
      {general !== undefined && <p className="field-error">{general}</p>}
      {TIERS.map(({ name, label }) => (
        <fieldset key={name}>
          <legend>{label}</legend>
          <div className="field-grid">
            {KINDS.map((kind) => {
              const at = `${name}.${kind.key}`;
              return (
                <TextField
                  key={kind.key}
                  label={kind.label}
                  inputMode="numeric"
                  value={texts[at] ?? ""}
                  onChange={(text) => onChange({ ...texts, [at]: text })}
                  error={localErrors.get(at) ?? fieldError(error, `limits.tiers.${at}`)}
                  data-testid={`tier-${name}-${kind.key}`}
                />
              );
            })}
          </div>
        </fieldset>
      ))}
    </details>
  );
}
