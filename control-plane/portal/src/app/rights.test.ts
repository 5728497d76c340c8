import { describe, expect, it } from "vitest";
import type { Me } from "../api/types";
import { may, mayInAccount } from "./rights";

const me: Me = {
  id: "p",
  email: "ada@example.org",
  name: "Ada",
  teams: [
    {
      teamId: "t",
      teamName: "Team",
      role: "viewer",
      rights: ["view", "read"],
      accounts: [{ accountId: "a", role: "developer", rights: ["view", "read", "develop"] }],
    },
  ],
};

describe("rights", () => {
  it("asks the role in the team", () => {
    expect(may(me, "t", "read")).toBe(true);
    expect(may(me, "t", "develop")).toBe(false);
    expect(may(me, "other", "read")).toBe(false);
    expect(may(undefined, "t", "read")).toBe(false);
  });

  it("lets the role in an account count there alone", () => {
    expect(mayInAccount(me, { id: "a", teamId: "t" }, "develop")).toBe(true);
    expect(mayInAccount(me, { id: "a", teamId: "t" }, "operate")).toBe(false);
    expect(mayInAccount(me, { id: "b", teamId: "t" }, "develop")).toBe(false);
  });
});
