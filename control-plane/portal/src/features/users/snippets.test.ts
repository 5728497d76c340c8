import { describe, expect, it } from "vitest";
import { connectSnippets, credsFileName, exampleSubject, matches } from "./snippets";

const facts = { url: "nats://127.0.0.1:4222", credsFile: "orders-alice.creds", subject: "orders.hello" };

describe("connect snippets", () => {
  it.each(connectSnippets(facts).map((snippet) => [snippet.lang, snippet] as const))(
    "%s holds the address, the file and the subject, and nothing left to fill in",
    (_, { code }) => {
      expect(code).toContain(facts.url);
      expect(code).toContain(facts.credsFile);
      expect(code.split(facts.subject).length - 1).toBeGreaterThanOrEqual(2);
      expect(code).not.toMatch(/undefined|\$\{|<your|TODO/);
    },
  );

  it("has one for each of the clients we promise", () => {
    expect(connectSnippets(facts).map((snippet) => snippet.lang)).toEqual([
      "cli",
      "java",
      "go",
      "javascript",
      "python",
      "rust",
    ]);
  });
});

describe("the credentials file", () => {
  it("is named after account and user, without spaces", () => {
    expect(credsFileName("orders", "alice")).toBe("orders-alice.creds");
    expect(credsFileName("My orders", "web  app")).toBe("My_orders-web_app.creds");
  });
});

describe("the example's subject", () => {
  it("is hello when everything is allowed", () => {
    expect(exampleSubject(undefined)).toBe("hello");
    expect(exampleSubject({ publish: { deny: ["secret.>"] } })).toBe("hello");
  });

  it("is one that the user may both publish and subscribe to", () => {
    expect(exampleSubject({ publish: { allow: ["audit", "orders.*.new"] }, subscribe: { allow: ["orders.>"] } })).toBe(
      "orders.hello.new",
    );
  });

  it("leaves out what is denied", () => {
    expect(exampleSubject({ publish: { allow: ["a.>", "b"], deny: ["a.*"] } })).toBe("b");
  });

  it("is at least one that may be published when nothing serves both", () => {
    expect(exampleSubject({ publish: { allow: ["in"] }, subscribe: { allow: ["out"] } })).toBe("in");
  });
});

describe("subject filters", () => {
  it.each([
    ["a.b", "a.b", true],
    ["a.b", "a.b.c", false],
    ["a.*", "a.b", true],
    ["a.*", "a", false],
    ["a.>", "a.b.c", true],
    ["a.>", "a", false],
    [">", "a", true],
    ["orders.> workers", "orders.1", true],
  ])("%s takes %s: %s", (filter, subject, taken) => expect(matches(filter, subject)).toBe(taken));
});
