// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import { createApi, unwrap } from "./client";
import { allPages, MAX_PAGES } from "./pages";
import { ApiProblem } from "./problem";
import { SubmissionKey } from "./submission";

const config = {
  version: "1",
  oidc: { issuer: "http://id.example", clientId: "portal" },
  natsUrls: ["nats://127.0.0.1:4222"],
  billingUrl: "http://billing.example/",
};

function api(answer: (request: Request) => Response | Promise<Response>, onUnauthorized = () => {}) {
  return createApi(
    config,
    async () => "token-1",
    onUnauthorized,
    async (input) => answer(input as Request),
  );
}

describe("the API client", () => {
  it("sends the token to both APIs, billing at its own address", async () => {
    const seen: string[] = [];
    const { control, billing } = api((request) => {
      seen.push(`${request.headers.get("Authorization")} ${request.url}`);
      return Response.json({ items: [] });
    });

    await control.GET("/api/v1/tokens", {});
    await billing.GET("/api/v1/plans", {});

    expect(seen).toEqual([
      `Bearer token-1 ${location.origin}/api/v1/tokens`,
      "Bearer token-1 http://billing.example/api/v1/plans",
    ]);
  });

  it("tells the session when a token is refused", async () => {
    const onUnauthorized = vi.fn();
    const { control } = api(
      () => Response.json({ title: "No", status: 401, type: "x" }, { status: 401 }),
      onUnauthorized,
    );

    const result = await control.GET("/api/v1/me", {});

    expect(onUnauthorized).toHaveBeenCalledOnce();
    expect(() => unwrap(result)).toThrow(ApiProblem);
  });

  it("names the part that does not answer", async () => {
    const { billing } = api(() => Promise.reject(new TypeError("failed to fetch")));

    await expect(billing.GET("/api/v1/plans", {})).rejects.toMatchObject({
      status: 0,
      message: "Billing does not answer",
    });
  });
});

describe("reading a list to its end", () => {
  it("follows the cursors", async () => {
    const pages: Record<string, { items: number[]; nextCursor?: string }> = {
      start: { items: [1, 2], nextCursor: "b" },
      b: { items: [3] },
    };

    expect(await allPages(async (cursor) => pages[cursor ?? "start"]!)).toEqual([1, 2, 3]);
  });

  it("stops at the limit even when the service never does", async () => {
    const read = vi.fn(async () => ({ items: [1], nextCursor: "again" }));

    expect(await allPages(read)).toHaveLength(MAX_PAGES);
    expect(read).toHaveBeenCalledTimes(MAX_PAGES);
  });
});

describe("the key of a submission", () => {
  it("stays for the same content and changes with it", () => {
    const key = new SubmissionKey();
    const first = key.for({ name: "orders" });

    expect(key.for({ name: "orders" })).toEqual(first);
    expect(key.for({ name: "other" })).not.toEqual(first);
  });

  it("is used once it has been answered", () => {
    const key = new SubmissionKey();
    const first = key.for({ name: "orders" });
    key.spent();

    expect(key.for({ name: "orders" })).not.toEqual(first);
  });
});
