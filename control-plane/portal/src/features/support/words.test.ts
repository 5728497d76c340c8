import { describe, expect, it } from "vitest";
import { lasting } from "./words";

describe("how long a support access lasts", () => {
  it.each([
    [60, "1 minute"],
    [3600, "60 minutes"],
    [4 * 3600, "4 hours"],
    [48 * 3600, "2 days"],
    [7 * 86_400, "7 days"],
  ])("says %d seconds as %s", (seconds, words) => {
    expect(lasting(seconds)).toBe(words);
  });
});
