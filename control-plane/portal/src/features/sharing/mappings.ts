import type { AccountSharing } from "../../api/types";

type Mapping = AccountSharing["mappings"][number];

/** A mapping as a person writes it: its destinations one a line, each with its percents: `orders.new 90`. */
export interface MappingText {
  readonly subject: string;
  readonly destinations: string;
}

export function mappingText(mapping: Mapping): MappingText {
  return {
    subject: mapping.subject,
    destinations: mapping.destinations.map(({ subject, weight }) => `${subject} ${weight}`).join("\n"),
  };
}

/** The mapping, or what is wrong with what was written. A destination without a number takes all: 100. */
export function parseMapping({ subject, destinations }: MappingText): Mapping | string {
  const from = subject.trim();
  if (from === "") return "Say which subject is mapped";
  const lines = destinations
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 0) return "Say where its messages go, one destination a line";
  const parsed: Mapping["destinations"] = [];
  for (const line of lines) {
    const [to = "", percent = "100", ...rest] = line.split(/\s+/);
    const weight = Number(percent.replace(/%$/, ""));
    if (rest.length > 0 || !Number.isInteger(weight) || weight < 1 || weight > 100) {
      return `"${line}" is not a subject and a whole number from 1 to 100`;
    }
    parsed.push({ subject: to, weight });
  }
  const sum = parsed.reduce((total, { weight }) => total + weight, 0);
  return sum > 100
    ? `The percents are ${sum} together; at most 100 can be given`
    : { subject: from, destinations: parsed };
}

/** Keys apart by spaces, commas or lines. */
export function words(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ""))];
}
