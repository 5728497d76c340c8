// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { returnTarget, Session } from "./session";

const ISSUER = "http://id.example/realms/vagus";
const config = {
  version: "1",
  oidc: { issuer: ISSUER, clientId: "vagus-portal" },
  natsUrls: ["nats://127.0.0.1:4222"],
  billingUrl: "http://billing.example",
};

/** What an earlier sign-in in this tab left behind. */
function signedIn(expiresInSeconds: number, refreshToken: string | undefined = "refresh-1") {
  sessionStorage.setItem(
    `oidc.user:${ISSUER}:vagus-portal`,
    JSON.stringify({
      access_token: "access-1",
      refresh_token: refreshToken,
      token_type: "Bearer",
      scope: "openid",
      profile: { sub: "ada", iss: ISSUER, aud: "vagus-portal", iat: 0, exp: 0 },
      expires_at: Math.floor(Date.now() / 1000) + expiresInSeconds,
    }),
  );
}

function identityProvider(token: () => Response) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string | URL | Request, init?: RequestInit) => {
    if (String(url).endsWith("openid-configuration")) {
      return Response.json({
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/auth`,
        token_endpoint: `${ISSUER}/token`,
      });
    }
    asked.push(String(init?.body));
    return token();
  });
  return asked;
}

async function restored(): Promise<Session> {
  const session = new Session(config);
  await session.restore();
  return session;
}

beforeEach(() => {
  sessionStorage.clear();
  vi.unstubAllGlobals();
});

describe("a session", () => {
  it("is signed out when this tab knows nothing", async () => {
    expect((await restored()).status).toBe("signed-out");
  });

  it("gives the token it has while that is good", async () => {
    signedIn(300);

    expect(await (await restored()).accessToken()).toBe("access-1");
  });

  it("renews a token that ran out, once for all who ask", async () => {
    signedIn(-10);
    const asked = identityProvider(() =>
      Response.json({ access_token: "access-2", refresh_token: "refresh-2", token_type: "Bearer", expires_in: 300 }),
    );
    const session = await restored();

    const tokens = await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()]);

    expect(tokens).toEqual(["access-2", "access-2", "access-2"]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("refresh-1");
    expect(session.status).toBe("signed-in");
  });

  it("has ended when the refresh token is refused, and says so", async () => {
    signedIn(-10);
    identityProvider(() => Response.json({ error: "invalid_grant" }, { status: 400 }));
    const session = await restored();
    const heard = vi.fn();
    session.subscribe(heard);

    await expect(session.accessToken()).rejects.toMatchObject({ status: 401 });

    expect(session.status).toBe("ended");
    expect(heard).toHaveBeenCalledOnce();
    await vi.waitFor(() => expect(sessionStorage.getItem(`oidc.user:${ISSUER}:vagus-portal`)).toBeNull());
  });

  it("has ended when there is nothing to renew it with", async () => {
    signedIn(-10, "");
    const session = await restored();

    await expect(session.accessToken()).rejects.toMatchObject({ status: 401 });
    expect(session.status).toBe("ended");
  });

  it("outlives an identity provider that does not answer", async () => {
    signedIn(-10);
    identityProvider(() => {
      throw new TypeError("failed to fetch");
    });
    const session = await restored();

    await expect(session.accessToken()).rejects.toMatchObject({ status: 0 });
    expect(session.status).toBe("signed-in");
  });

  it("gives no token once it has ended", async () => {
    signedIn(300);
    const session = await restored();
    session.end();

    await expect(session.accessToken()).rejects.toMatchObject({ status: 401 });
  });
});

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
