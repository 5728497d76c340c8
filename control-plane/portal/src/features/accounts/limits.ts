import type { Limits } from "../../api/types";
import { formatBytes, formatCount } from "../../ui/format";

/** The limits that are one number. */
export type LimitKey = {
  [K in keyof Limits]-?: NonNullable<Limits[K]> extends number ? K : never;
}[keyof Limits];

export interface LimitKind {
  readonly key: LimitKey;
  readonly label: string;
  readonly hint: string;
  readonly format: (value: number) => string;
}

const storage = (bytes: number) => (bytes === 0 ? "Off" : formatBytes(bytes));

/** Every limit that the API has, in the order in which people look for them. */
export const LIMIT_KINDS: readonly LimitKind[] = [
  { key: "connections", label: "Connections", hint: "Clients connected at once", format: formatCount },
  { key: "subscriptions", label: "Subscriptions", hint: "Over all connections", format: formatCount },
  { key: "payloadBytes", label: "Largest message", hint: "In bytes, headers included", format: formatBytes },
  { key: "leafNodes", label: "Leaf nodes", hint: "Servers of your own that join as leaves", format: formatCount },
  { key: "imports", label: "Imports", hint: "Subjects taken from other accounts", format: formatCount },
  { key: "exports", label: "Exports", hint: "Subjects offered to other accounts", format: formatCount },
  { key: "memoryStorageBytes", label: "Stream memory", hint: "JetStream, in bytes; 0 is off", format: storage },
  { key: "diskStorageBytes", label: "Stream disk", hint: "JetStream, in bytes; 0 is off", format: storage },
  { key: "streams", label: "Streams", hint: "JetStream", format: formatCount },
  { key: "consumers", label: "Consumers", hint: "Of each stream", format: formatCount },
  {
    key: "maxAckPending",
    label: "Pending acknowledgements",
    hint: "The most a consumer may ask for",
    format: formatCount,
  },
  { key: "memoryMaxStreamBytes", label: "Largest stream in memory", hint: "In bytes", format: formatBytes },
  { key: "diskMaxStreamBytes", label: "Largest stream on disk", hint: "In bytes", format: formatBytes },
];

const STREAM_LIMITS: ReadonlySet<LimitKey> = new Set([
  "memoryStorageBytes",
  "diskStorageBytes",
  "streams",
  "consumers",
  "maxAckPending",
  "memoryMaxStreamBytes",
  "diskMaxStreamBytes",
]);

/** The limits to show of an account: without storage, how many streams it may have says nothing. */
export function tellingLimits(limits: Limits): readonly LimitKind[] {
  const streams = (limits.memoryStorageBytes ?? 0) !== 0 || (limits.diskStorageBytes ?? 0) !== 0;
  return LIMIT_KINDS.filter(({ key }) => limits[key] !== undefined && (streams || !STREAM_LIMITS.has(key)));
}

/** The limits that are worth setting when an account is made; the rest have their place in its settings. */
export const FIRST_LIMITS: readonly LimitKind[] = LIMIT_KINDS.slice(0, 3);

/** What a person typed for each limit; absent or empty is the plan's default, -1 is no limit. */
export type LimitTexts = Partial<Record<LimitKey, string>>;

export interface ParsedLimits {
  readonly limits: Limits;
  readonly errors: ReadonlyMap<LimitKey, string>;
}

export function parseLimits(texts: LimitTexts): ParsedLimits {
  const limits: Limits = {};
  const errors = new Map<LimitKey, string>();
  for (const { key } of LIMIT_KINDS) {
    const text = (texts[key] ?? "").trim().replaceAll(/[, _]/g, "");
    if (text === "") continue;
    const value = Number(text);
    if (!/^(-1|\d+)$/.test(text) || !Number.isSafeInteger(value)) {
      errors.set(key, "A whole number, or -1 for no limit");
    } else {
      limits[key] = value;
    }
  }
  return { limits, errors };
}

export function limitTexts(limits: Limits): LimitTexts {
  return Object.fromEntries(
    LIMIT_KINDS.filter(({ key }) => limits[key] !== undefined).map(({ key }) => [key, String(limits[key])]),
  );
}
