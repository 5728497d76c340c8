import type { Stream, StreamKind } from "../../api/types";

const PREFIXES: Record<StreamKind, string> = { stream: "", kv: "KV_", object: "OBJ_" };

/** What people call it: a bucket without the prefix of its stream. */
export function displayName(stream: Pick<Stream, "name" | "kind">): string {
  return stream.name.slice(PREFIXES[stream.kind].length);
}

export const KIND_WORDS: Record<StreamKind, string> = {
  stream: "Stream",
  kv: "Key-value bucket",
  object: "Object bucket",
};

/** A time span in the largest unit that fits: `2 h`, `30 s`; 0 is for ever. */
export function formatSpan(millis: number): string {
  if (millis <= 0) return "for ever";
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const) {
    if (millis >= size) return `${Math.round((millis / size) * 10) / 10} ${unit}`;
  }
  return `${millis} ms`;
}
