import { describe, expect, it } from "vitest";
import { describePermissions, NO_PERMISSION_TEXTS, parsePermissions } from "./permissions";

describe("typed permissions", () => {
  it("are none when nothing is typed, so that nothing is restricted", () => {
    expect(parsePermissions(NO_PERMISSION_TEXTS)).toBeUndefined();
    expect(parsePermissions({ ...NO_PERMISSION_TEXTS, publishAllow: " , \n" })).toBeUndefined();
  });

  it("take subjects apart by spaces, commas and lines, each once", () => {
    expect(
      parsePermissions({
        ...NO_PERMISSION_TEXTS,
        publishAllow: "orders.>, audit\norders.>",
        subscribeDeny: "secret",
        allowResponses: true,
      }),
    ).toEqual({ publish: { allow: ["orders.>", "audit"] }, subscribe: { deny: ["secret"] }, allowResponses: 1 });
  });
});

describe("permissions in words", () => {
  it("says everything when there are none", () => {
    expect(describePermissions(undefined)).toBe("Publish and subscribe to everything");
  });

  it("names what is allowed and what is not", () => {
    expect(
      describePermissions({ publish: { allow: ["a", "b"], deny: ["b.>"] }, subscribe: {}, allowResponses: 1 }),
    ).toBe("Publish a, b but b.>; subscribe anything; reply to requests");
  });
});
