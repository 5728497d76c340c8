import { describe, expect, it } from "vitest";
import { parseTiers, tierTexts, withTiers } from "./TierFields";

describe("storage tiers", () => {
  it("are read back as they were typed", () => {
    const limits = { tiers: { r1: { diskStorageBytes: 1024, streams: -1 } } };
    expect(parseTiers(tierTexts(limits)).tiers).toEqual(limits.tiers);
  });

  it("take the place of flat storage", () => {
    const { tiers } = parseTiers({ "r3.diskStorageBytes": "7" });
    expect(withTiers({ diskStorageBytes: 5, connections: 1 }, tiers)).toEqual({
      connections: 1,
      diskStorageBytes: 0,
      memoryStorageBytes: 0,
      tiers: { r3: { diskStorageBytes: 7 } },
    });
  });

  it("end when every field is empty, and flat storage stays", () => {
    const { tiers } = parseTiers({ "r1.streams": " " });
    expect(withTiers({ diskStorageBytes: 5 }, tiers)).toEqual({ diskStorageBytes: 5, tiers: {} });
  });

  it("say which field is no number", () => {
    expect([...parseTiers({ "r1.streams": "many" }).errors.keys()]).toEqual(["r1.streams"]);
  });
});
