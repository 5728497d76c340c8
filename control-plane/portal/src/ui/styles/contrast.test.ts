import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for what marks a control or a line of the chart. */
const TEXT = 4.5;
const MARK = 3;

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const light = tokens(css.slice(0, css.indexOf('[data-theme="dark"]')));
const chosenDark = css.slice(css.indexOf('[data-theme="dark"]'), css.indexOf("@media"));
const dark = { ...light, ...tokens(chosenDark) };

const PAIRS: readonly [string, string, number][] = [
  ...["text", "text-soft", "text-faint"].flatMap((text) =>
    ["ground", "surface", "surface-sunk"].map((ground): [string, string, number] => [text, ground, TEXT]),
  ),
  ...["accent-text", "danger-text", "good-text"].map((text): [string, string, number] => [text, "surface", TEXT]),
  ["accent-text", "ground", TEXT],
  ["accent-text", "accent-soft", TEXT],
  ["text-soft", "accent-soft", TEXT],
  ["on-accent", "accent", TEXT],
  ["on-accent", "accent-hover", TEXT],
  ["on-danger", "danger", TEXT],
  ["on-danger", "danger-hover", TEXT],
  ...["danger", "warning", "info", "good", "idle"].flatMap((tone): [string, string, number][] => [
    [`${tone}-text`, `${tone}-soft`, TEXT],
    ["text-soft", `${tone}-soft`, TEXT],
  ]),
  ["text", "code-ground", TEXT],
  ["control-line", "surface", MARK],
  ["flow-in", "surface", MARK],
  ["flow-out", "surface", MARK],
  ["focus", "surface", MARK],
  ["focus", "ground", MARK],
];

describe.each([
  ["light", light],
  ["dark", dark],
])("in %s", (_, theme) => {
  it.each(PAIRS)("%s on %s is at least %d to 1", (front, back, least) => {
    expect(contrast(theme[front]!, theme[back]!)).toBeGreaterThanOrEqual(least);
  });
});

it("the system's dark is the chosen dark", () => {
  expect(tokens(css.slice(css.indexOf("@media")))).toEqual(tokens(chosenDark));
});

function tokens(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/g)].map(([, name, value]) => [name, value]),
  );
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
