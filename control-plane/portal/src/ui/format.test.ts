import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatLimit,
  formatMoney,
  formatMonth,
  formatQuantity,
  formatRate,
  recentMonths,
} from "./format";

describe("formatQuantity", () => {
  it.each([
    ["0.000000332482159137725830078125", "GiB", "357 B"],
    ["12.5", "GiB", "12.5 GiB"],
    ["1", "month", "1 month"],
    ["0.1234567891", "hours", "0.123457 hours"],
  ])("writes %s %s as %s", (quantity, unit, text) => expect(formatQuantity(quantity, unit)).toBe(text));
});

describe("rates", () => {
  it.each([
    [0, "0"],
    [0.01, "<0.1"],
    [0.44, "0.4"],
    [12.54, "12.5"],
    [340.4, "340"],
    [9_999, "9,999"],
    [12_345, "12.3K"],
    [2_500_000, "2.5M"],
  ])("writes %d per second as %s", (rate, text) => expect(formatRate(rate)).toBe(text));
});

describe("bytes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [1024 ** 2 - 1, "1 MiB"],
    [5 * 1024 ** 3, "5 GiB"],
  ])("writes %d as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe("money", () => {
  it("shows two decimals of a whole amount", () => {
    expect(formatMoney({ amount: "12", currency: "EUR" })).toBe("€12.00");
  });

  it("keeps fractions of a cent", () => {
    expect(formatMoney({ amount: "0.000123", currency: "USD" })).toBe("$0.000123");
  });

  it("does not round through a floating point number", () => {
    expect(formatMoney({ amount: "9007199254740993.01", currency: "USD" })).toBe("$9,007,199,254,740,993.01");
  });
});

describe("limits", () => {
  it("says no limit for -1 and the plan's default for none", () => {
    expect(formatLimit(-1)).toBe("No limit");
    expect(formatLimit(undefined)).toBe("Plan default");
    expect(formatLimit(2048, formatBytes)).toBe("2 KiB");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");

  it.each([
    ["2026-11-22T11:59:30Z", "just now"],
    ["2026-11-22T11:57:00Z", "3 minutes ago"],
    ["2026-11-24T12:00:00Z", "in 2 days"],
    ["2026-11-21T11:00:00Z", "yesterday"],
  ])("writes %s as %s", (iso, text) => expect(formatAgo(iso, now)).toBe(text));

  it("lists months across a new year, newest first, in UTC", () => {
    expect(recentMonths(3, new Date("2027-01-31T23:30:00Z"))).toEqual(["2027-01", "2026-12", "2026-11"]);
    expect(formatMonth("2026-12")).toBe("December 2026");
  });
});
