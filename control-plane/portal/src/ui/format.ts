import type { Money } from "../api/types";

const INTEGER = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const ONE_DECIMAL = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const SIX_DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

export function formatCount(value: number): string {
  return INTEGER.format(value);
}

/** A rate in as few characters as keep it readable: `0`, `0.4`, `12.5`, `340`, `12.3K`. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return "0";
  if (perSecond < 0.05) return "<0.1";
  if (perSecond < 100) return ONE_DECIMAL.format(perSecond);
  if (perSecond < 10_000) return INTEGER.format(perSecond);
  return COMPACT.format(perSecond);
}

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1023.95 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? INTEGER.format(value) : ONE_DECIMAL.format(value)} ${BYTE_UNITS[unit]}`;
}

/** An exact decimal of the API, short enough to be read: data in the unit that fits, everything else to six digits. */
export function formatQuantity(quantity: string, unit: string): string {
  return unit === "GiB" ? formatBytes(Number(quantity) * 1024 ** 3) : `${SIX_DIGITS.format(Number(quantity))} ${unit}`;
}

/** The exact decimal of the API in the reader's form; fractions of a cent stay visible. */
export function formatMoney(money: Money): string {
  const decimals = money.amount.split(".")[1]?.replace(/0+$/, "").length ?? 0;
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.min(Math.max(2, decimals), 12),
  }).format(money.amount as `${number}`);
}

/** -1 stands for no limit in the API. */
export function formatLimit(value: number | undefined, format: (value: number) => string = formatCount): string {
  if (value === undefined) return "Plan default";
  return value === -1 ? "No limit" : format(value);
}

export function formatDate(iso: string): string {
  return new Date(iso).toLocaleDateString("en", { year: "numeric", month: "short", day: "numeric" });
}

export function formatDateTime(iso: string): string {
  return new Date(iso).toLocaleString("en", {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const SPANS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `3 minutes ago`, `in 2 days`, `just now`. */
export function formatAgo(iso: string, nowMillis: number = Date.now()): string {
  const seconds = Math.round((Date.parse(iso) - nowMillis) / 1000);
  for (const [unit, size] of SPANS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.trunc(seconds / size), unit);
  }
  return "just now";
}

export function formatMonth(month: string): string {
  return new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en", {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  });
}

/** This month and the ones before it, newest first, as the billing API names them. */
export function recentMonths(count: number, now: Date = new Date()): string[] {
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  );
}
