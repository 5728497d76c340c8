import { describe, expect, it } from "vitest";
import { returnTarget } from "./session";

describe("where a sign-in leads", () => {
  it("is the page that asked for it", () => {
    expect(returnTarget({ returnTo: "/accounts/1/users?x=1" })).toBe("/accounts/1/users?x=1");
  });

  it.each([
    undefined,
    null,
    "/accounts",
    { returnTo: 7 },
    { returnTo: "https://evil.example" },
    { returnTo: "//evil.example" },
    { returnTo: "/\\evil.example" },
    { returnTo: "javascript:alert(1)" },
    { returnTo: "/auth/callback?code=x" },
  ])("is the start page for %j", (state) => expect(returnTarget(state)).toBe("/"));
});
