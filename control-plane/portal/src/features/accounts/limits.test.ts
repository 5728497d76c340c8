import { describe, expect, it } from "vitest";
import { limitTexts, parseLimits, tellingLimits } from "./limits";
import { accountPollMillis, SETTLED_POLL_MILLIS, SETTLING_POLL_MILLIS } from "./queries";

describe("typed limits", () => {
  it("leaves out what is empty and keeps 0 and -1", () => {
    expect(parseLimits({ connections: " 1,000 ", subscriptions: "", streams: "0", imports: "-1" })).toEqual({
      limits: { connections: 1000, streams: 0, imports: -1 },
      errors: new Map(),
    });
  });

  it.each(["-2", "1.5", "ten", "9007199254740993"])("refuses %s in place", (text) => {
    const { limits, errors } = parseLimits({ connections: text });

    expect(limits).toEqual({});
    expect(errors.get("connections")).toMatch(/whole number/);
  });

  it("come back as they were", () => {
    const limits = { connections: 100, payloadBytes: -1, diskStorageBytes: 0 };

    expect(parseLimits(limitTexts(limits)).limits).toEqual(limits);
  });
});

describe("limits worth showing", () => {
  const shown = (disk: number) =>
    tellingLimits({ connections: 5, diskStorageBytes: disk, streams: 3 }).map(({ key }) => key);

  it("leave out streams while there is no storage for them", () => {
    expect(shown(0)).toEqual(["connections"]);
    expect(shown(-1)).toEqual(["connections", "diskStorageBytes", "streams"]);
  });
});

describe("looking at an account", () => {
  it("is more frequent while a change is on its way", () => {
    expect(accountPollMillis("provisioning")).toBe(SETTLING_POLL_MILLIS);
    expect(accountPollMillis("degraded")).toBe(SETTLING_POLL_MILLIS);
    expect(accountPollMillis("active")).toBe(SETTLED_POLL_MILLIS);
  });
});
