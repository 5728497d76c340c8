// A small stand-in for the control plane, billing and the identity provider, in memory, for working on the portal
// without a service. It answers by the documents in openapi/ but enforces only what the portal shows. It also serves
// the built site with the content security policy that the README asks for.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const SITE = new URL("../target/classes/META-INF/resources/", import.meta.url).pathname;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const PROVISIONING_MILLIS = 1200;
const NAME = /^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$/;

const uuid = () => crypto.randomUUID();
const now = () => new Date().toISOString();
const b64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const nkey = (prefix) =>
  prefix +
  Array.from({ length: 55 }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Math.floor(Math.random() * 32)]).join("");

class Problem extends Error {
  constructor(status, title, more = {}) {
    super(title);
    this.status = status;
    this.more = more;
  }
}

const RIGHTS = ["view", "read", "readAudit", "operate", "develop", "manageAccounts", "managePeople", "billing", "own"];

const notFound = () => new Problem(404, "Not found");

/** Everything there is, and switches for a run to make parts fail. */
export function createStandIn() {
  const person = { id: uuid(), email: "ada@example.org", name: "Ada Lovelace" };
  const state = {
    person,
    teams: new Map(),
    accounts: new Map(),
    tokens: [],
    audit: [],
    codes: new Map(),
    billingAway: false,
    refuseTokens: false,
    registrations: 0,
  };
  const own = addTeam("Ada Lovelace's team");
  addTeam("Analytical Engines");

  function addTeam(name) {
    const team = {
      id: uuid(),
      name,
      role: "owner",
      rights: RIGHTS,
      createdAt: now(),
      members: [{ ...person, personId: person.id, role: "owner", joinedAt: now() }],
    };
    state.teams.set(team.id, team);
    return team;
  }

  function record(team, action, target, outcome = "done", detail) {
    state.audit.unshift({
      id: uuid(),
      teamId: team,
      at: now(),
      actor: person.email,
      actorKind: "session",
      action,
      target,
      outcome,
      ...(detail ? { detail } : {}),
    });
  }

  function checkName(name) {
    if (typeof name !== "string" || !NAME.test(name)) {
      throw new Problem(400, "Invalid request", {
        type: "urn:vagus:problem:validation",
        errors: [{ field: "name", reason: name ? "must start and end with a letter or digit" : "must not be empty" }],
      });
    }
  }

  function shownAccount(account) {
    const settled = Date.now() - account.changedAt > PROVISIONING_MILLIS;
    const { changedAt, users, keys, messages, history, exports, imports, ...shown } = account;
    return {
      ...shown,
      state: !settled ? "provisioning" : (account.forced ?? (account.suspended ? "suspended" : "active")),
      forced: undefined,
    };
  }

  const DEFAULT_LIMITS = {
    connections: 100,
    leafNodes: 0,
    subscriptions: 10000,
    payloadBytes: 1048576,
    imports: 10,
    exports: 10,
    memoryStorageBytes: 0,
    diskStorageBytes: 0,
    streams: 0,
    consumers: 0,
  };

  function newKey({ name, description = "", permissions, programmatic = false }) {
    return {
      id: uuid(),
      name,
      description,
      publicKey: nkey("A"),
      scoped: permissions !== undefined,
      ...(permissions ? { permissions } : {}),
      bearer: false,
      programmatic,
      disabled: false,
      retiring: [],
      createdAt: now(),
    };
  }

  function addAccount(teamId, { name, description = "", limits = {}, tags = [] }) {
    checkName(name);
    if ([...state.accounts.values()].some((account) => account.teamId === teamId && account.name === name)) {
      throw new Problem(409, "Name taken", {
        detail: `There is an account named ${name} in this team already.`,
        errors: [{ field: "name", reason: "is taken in this team" }],
      });
    }
    const account = {
      id: uuid(),
      teamId,
      name,
      description,
      publicKey: nkey("A"),
      suspended: false,
      limits: { ...DEFAULT_LIMITS, ...limits },
      tags,
      createdAt: now(),
      updatedAt: now(),
      changedAt: Date.now(),
      users: [],
      keys: [newKey({ name: "default" })],
      exports: [],
      imports: [],
      history: [],
    };
    state.accounts.set(account.id, account);
    record(teamId, "account.create", `account:${account.id}`);
    return account;
  }

  function traffic(account) {
    if (account.users.length === 0) {
      const still = { messages: 0, bytes: 0, messagesPerSecond: 0, bytesPerSecond: 0 };
      return { connections: 0, subscriptions: 0, in: still, out: still, history: [] };
    }
    const second = Math.floor(Date.now() / 1000);
    const at = (s) => {
      const wave = 820 + 300 * Math.sin(s / 17) + 120 * Math.sin(s / 3.1) + ((s * 7919) % 90);
      return {
        at: new Date(s * 1000).toISOString(),
        connections: 6,
        inMessagesPerSecond: wave,
        outMessagesPerSecond: wave * 1.8 + 60 * Math.sin(s / 5),
        inBytesPerSecond: wave * 128,
        outBytesPerSecond: wave * 230,
      };
    };
    const history = Array.from({ length: 120 }, (_, i) => at(second - (119 - i) * 2));
    const last = history.at(-1);
    return {
      sampledAt: last.at,
      connections: 6,
      subscriptions: 14,
      in: {
        messages: 1e6,
        bytes: 1e8,
        messagesPerSecond: last.inMessagesPerSecond,
        bytesPerSecond: last.inBytesPerSecond,
      },
      out: {
        messages: 2e6,
        bytes: 2e8,
        messagesPerSecond: last.outMessagesPerSecond,
        bytesPerSecond: last.outBytesPerSecond,
      },
      history,
    };
  }

  function usage(account, month) {
    const some = account.users.length > 0;
    return {
      accountId: account.id,
      month: month ?? now().slice(0, 7),
      in: { messages: some ? 1_204_331 : 0, bytes: some ? 154_154_368 : 0 },
      out: { messages: some ? 2_408_662 : 0, bytes: some ? 6_308_308_736 : 0 },
      ...(some ? { meteredUntil: now() } : {}),
      plan: {
        id: "developer",
        name: "Developer",
        monthlyFee: { amount: "0", currency: "EUR" },
        includedBytes: 5 * 1024 ** 3,
        pricePerGiB: { amount: "0.09", currency: "EUR" },
      },
      lines: [
        { description: "Monthly fee", quantity: "1", unit: "month", amount: { amount: "0.00", currency: "EUR" } },
        {
          description: "Data over what is included",
          quantity: some ? "1.0186" : "0",
          unit: "GiB",
          amount: { amount: some ? "0.091674" : "0", currency: "EUR" },
        },
      ],
      total: { amount: some ? "0.091674" : "0", currency: "EUR" },
    };
  }

  const membership = () =>
    [...state.teams.values()].map((team) => ({
      teamId: team.id,
      teamName: team.name,
      role: team.role,
      rights: team.rights,
      accounts: [],
    }));
  const shownTeam = ({ members, ...team }) => team;
  const team = (id) => state.teams.get(id) ?? raise(notFound());
  const account = (id) => state.accounts.get(id) ?? raise(notFound());
  const page = (items) => ({ items });

  const session = {
    id: "here",
    current: true,
    browser: "Chrome 130.0",
    system: "Linux",
    device: "Other",
    mobile: false,
    address: "127.0.0.1",
    startedAt: now(),
    lastUsedAt: now(),
    expiresAt: now(),
    applications: ["Vagus portal"],
  };

  const routes = [
    ["GET", "/api/v1/me", () => ({ ...person, teams: membership() })],
    ["GET", "/api/v1/sessions", () => page([session])],
    ["GET", "/api/v1/teams/:id/support-access", () => page([])],
    ["GET", "/api/v1/tokens", () => page(state.tokens)],
    [
      "POST",
      "/api/v1/tokens",
      (_, body) => {
        checkName(body.name);
        const secret = `vgs_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
        const token = {
          id: uuid(),
          name: body.name,
          prefix: secret.slice(0, 10),
          createdAt: now(),
          expiresAt: new Date(Date.now() + body.expiresInSeconds * 1000).toISOString(),
        };
        state.tokens.unshift(token);
        return { ...token, secret };
      },
    ],
    ["DELETE", "/api/v1/tokens/:id", ([id]) => void (state.tokens = state.tokens.filter((token) => token.id !== id))],
    ["POST", "/api/v1/teams", (_, body) => (checkName(body.name), shownTeam(addTeam(body.name)))],
    ["GET", "/api/v1/teams/:id", ([id]) => shownTeam(team(id))],
    ["PATCH", "/api/v1/teams/:id", ([id], body) => (checkName(body.name), shownTeam(Object.assign(team(id), body)))],
    ["GET", "/api/v1/teams/:id/members", ([id]) => page(team(id).members)],
    [
      "POST",
      "/api/v1/teams/:id/members",
      (_, body) =>
        raise(
          new Problem(400, "Invalid request", {
            errors: [{ field: "email", reason: `nobody with ${body.email} has signed up` }],
          }),
        ),
    ],
    ["GET", "/api/v1/teams/:id/audit", ([id]) => page(state.audit.filter((entry) => entry.teamId === id))],
    [
      "GET",
      "/api/v1/teams/:id/accounts",
      ([id]) => page([...state.accounts.values()].filter((each) => each.teamId === team(id).id).map(shownAccount)),
    ],
    ["POST", "/api/v1/teams/:id/accounts", ([id], body) => shownAccount(addAccount(team(id).id, body))],
    ["GET", "/api/v1/accounts/:id", ([id]) => shownAccount(account(id))],
    [
      "PATCH",
      "/api/v1/accounts/:id",
      ([id], body) => {
        const { limits, ...rest } = body;
        const changed = Object.assign(account(id), rest, { changedAt: Date.now() });
        Object.assign(changed.limits, limits);
        return shownAccount(changed);
      },
    ],
    [
      "DELETE",
      "/api/v1/accounts/:id",
      ([id]) =>
        void Object.assign(account(id), {
          forced: "deleting",
          deletion: { requestedAt: now(), purgeAt: new Date(Date.now() + 7 * 86_400_000).toISOString() },
        }),
    ],
    [
      "POST",
      "/api/v1/accounts/:id/restore",
      ([id]) => {
        const { deletion, forced, ...kept } = account(id);
        state.accounts.set(id, { ...kept, changedAt: Date.now() });
        return shownAccount(account(id));
      },
    ],
    [
      "POST",
      "/api/v1/accounts/:id/suspend",
      ([id]) => shownAccount(Object.assign(account(id), { suspended: true, changedAt: Date.now() })),
    ],
    [
      "POST",
      "/api/v1/accounts/:id/resume",
      ([id]) => shownAccount(Object.assign(account(id), { suspended: false, changedAt: Date.now() })),
    ],
    [
      "GET",
      "/api/v1/teams/:id/quotas",
      ([id]) => {
        const own = [...state.accounts.values()].filter((each) => each.teamId === team(id).id);
        const connections = own.reduce((sum, each) => sum + each.limits.connections, 0);
        return {
          planId: "standard",
          planName: "Standard",
          quotas: [
            { limit: "accounts", scope: "pool", allocated: own.length, available: 200 - own.length, total: 200 },
            {
              limit: "connections",
              scope: "pool",
              allocated: connections,
              available: 1000 - connections,
              total: 1000,
            },
            { limit: "diskStorageBytes", scope: "pool", allocated: 98e9, available: 2e9, total: 100e9 },
          ],
        };
      },
    ],
    [
      "GET",
      "/api/v1/accounts/:id/history",
      ([id]) =>
        page([
          {
            id: uuid(),
            at: account(id).updatedAt,
            lastAt: account(id).updatedAt,
            kind: "push",
            summary: "every node has it",
            outcome: "applied",
            nodes: [{ node: "N1", applied: true }],
            times: 1,
          },
          {
            id: uuid(),
            at: account(id).createdAt,
            lastAt: account(id).createdAt,
            kind: "change",
            actor: "ada@example.com",
            summary: "made",
            nodes: [],
            times: 1,
          },
        ]),
    ],
    ["GET", "/api/v1/accounts/:id/exports", ([id]) => page(account(id).exports)],
    [
      "POST",
      "/api/v1/accounts/:id/exports",
      ([id], body) => {
        const made = { id: uuid(), accountId: id, infoUrl: "", accountTokenPosition: 0, createdAt: now(), ...body };
        account(id).exports.push(made);
        return made;
      },
    ],
    ["GET", "/api/v1/accounts/:id/imports", ([id]) => page(account(id).imports)],
    ["GET", "/api/v1/accounts/:id/connections", () => ({ items: [], nodesAsked: 1, nodesAnswered: 1 })],
    ["GET", "/api/v1/accounts/:id/users/:user/credentials", () => page([])],
    ["GET", "/api/v1/teams/:id/catalogue", () => page([])],
    ["GET", "/api/v1/teams/:id/share-requests", () => page([])],
    ["GET", "/api/v1/accounts/:id/traffic", ([id]) => traffic(account(id))],
    ["GET", "/api/v1/accounts/:id/signing-keys", ([id]) => page(account(id).keys)],
    [
      "POST",
      "/api/v1/accounts/:id/signing-keys",
      ([id], body) => {
        checkName(body.name);
        const key = newKey(body);
        account(id).keys.push(key);
        return key;
      },
    ],
    [
      "DELETE",
      "/api/v1/accounts/:id/signing-keys/:key",
      ([id, key]) => void (account(id).keys = account(id).keys.filter((each) => each.id !== key)),
    ],
    ["GET", "/api/v1/accounts/:id/users", ([id]) => page(account(id).users)],
    [
      "POST",
      "/api/v1/accounts/:id/users",
      ([id], body) => {
        checkName(body.name);
        const bad = (body.permissions?.publish?.allow ?? []).findIndex((subject) => subject.includes(".."));
        if (bad >= 0)
          throw new Problem(400, "Invalid request", {
            errors: [{ field: `permissions.publish.allow[${bad}]`, reason: "has an empty token" }],
          });
        const { expiresInSeconds, signingKeyId, ...rest } = body;
        const user = {
          id: uuid(),
          accountId: id,
          publicKey: nkey("U"),
          signingKeyId: signingKeyId ?? account(id).keys[0].id,
          issuerKey: account(id).keys[0].publicKey,
          state: "active",
          tags: [],
          bearer: false,
          createdAt: now(),
          issuedAt: now(),
          ...rest,
          ...(expiresInSeconds ? { expiresAt: new Date(Date.now() + expiresInSeconds * 1000).toISOString() } : {}),
        };
        account(id).users.push(user);
        record(account(id).teamId, "user.create", `user:${user.id}`);
        const jwt = `${b64({ typ: "JWT", alg: "ed25519-nkey" })}.${b64({ name: body.name, sub: user.publicKey, nats: { type: "user", version: 2 } })}.c2lnbmF0dXJl`;
        const creds = `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\nSU${nkey("A")}\n------END USER NKEY SEED------\n`;
        return { user, creds };
      },
    ],
    [
      "POST",
      "/api/v1/accounts/:id/users/:user/revoke",
      ([id, user]) => {
        const found = account(id).users.find((each) => each.id === user) ?? raise(notFound());
        record(account(id).teamId, "user.revoke", `user:${found.id}`);
        return Object.assign(found, { state: "revoked", revokedAt: now() });
      },
    ],
    [
      "DELETE",
      "/api/v1/accounts/:id/users/:user",
      ([id, user]) => void (account(id).users = account(id).users.filter((each) => each.id !== user)),
    ],
  ];

  async function api(request, response, url, body) {
    if (state.refuseTokens || !request.headers.authorization) throw new Problem(401, "No valid token");
    for (const [method, pattern, handle] of routes) {
      const match = new RegExp(`^${pattern.replaceAll(/:\w+/g, "([^/]+)")}$`).exec(url.pathname);
      if (match === null || method !== request.method) continue;
      const answer = await handle(match.slice(1), body);
      if (answer === undefined) return send(response, 204);
      return send(response, method === "POST" && !/suspend|resume|revoke/.test(pattern) ? 201 : 200, answer);
    }
    throw notFound();
  }

  function billing(request, response, url) {
    const origin = {
      "Access-Control-Allow-Origin": request.headers.origin ?? "*",
      "Access-Control-Allow-Headers": "authorization",
    };
    if (request.method === "OPTIONS") return send(response, 204, undefined, origin);
    if (state.billingAway)
      return send(response, 503, { type: "urn:vagus:problem:unavailable", title: "Away", status: 503 }, origin);
    const id = /accounts\/([^/]+)\/usage/.exec(url.pathname)?.[1];
    return send(response, 200, usage(account(id), url.searchParams.get("month")), origin);
  }

  function identity(request, response, url, form, issuer) {
    const cors = { "Access-Control-Allow-Origin": request.headers.origin ?? "*", "Access-Control-Allow-Headers": "*" };
    if (url.pathname.endsWith("/.well-known/openid-configuration")) {
      return send(
        response,
        200,
        {
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          end_session_endpoint: `${issuer}/logout`,
        },
        cors,
      );
    }
    if (url.pathname.endsWith("/auth")) {
      const code = uuid();
      state.codes.set(code, url.searchParams.get("nonce"));
      if (url.searchParams.get("prompt") === "create") state.registrations++;
      if (url.searchParams.get("code_challenge_method") !== "S256") throw new Problem(400, "PKCE wanted");
      const target = new URL(url.searchParams.get("redirect_uri"));
      target.searchParams.set("code", code);
      target.searchParams.set("state", url.searchParams.get("state"));
      return send(response, 302, undefined, { Location: target.href });
    }
    if (url.pathname.endsWith("/token")) {
      if (state.refuseTokens) return send(response, 400, { error: "invalid_grant" }, cors);
      const nonce = state.codes.get(form.get("code"));
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: issuer,
        aud: "vagus-portal",
        sub: person.id,
        iat: seconds,
        exp: seconds + 300,
        ...(nonce ? { nonce } : {}),
      };
      return send(
        response,
        200,
        {
          access_token: uuid(),
          refresh_token: uuid(),
          id_token: `${b64({ alg: "none" })}.${b64(claims)}.x`,
          token_type: "Bearer",
          expires_in: 300,
          scope: "openid profile email",
        },
        cors,
      );
    }
    if (url.pathname.endsWith("/logout"))
      return send(response, 302, undefined, { Location: url.searchParams.get("post_logout_redirect_uri") });
    return send(response, 404);
  }

  const serve = (handle) => {
    const server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      try {
        await handle(request, response, new URL(request.url, "http://stand-in"), text);
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(500, String(error));
        send(response, problem.status, {
          type: "about:blank",
          title: problem.message,
          status: problem.status,
          requestId: uuid(),
          ...problem.more,
        });
      }
    });
    return new Promise((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve({ server, origin: `http://127.0.0.1:${server.address().port}` })),
    );
  };

  return {
    state,
    ownTeamId: own.id,
    async start() {
      const bill = await serve((request, response, url) => billing(request, response, url));
      let issuer;
      const oidc = await serve((request, response, url, text) =>
        identity(request, response, url, new URLSearchParams(text), issuer),
      );
      issuer = `${oidc.origin}/realms/vagus`;
      const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ${oidc.origin} ${bill.origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
      const portal = await serve(async (request, response, url, text) => {
        if (url.pathname === "/api/v1/config") {
          return send(response, 200, {
            version: "0.1.0",
            oidc: { issuer, clientId: "vagus-portal" },
            natsUrls: ["nats://127.0.0.1:4222"],
            billingUrl: bill.origin,
          });
        }
        if (url.pathname.startsWith("/api/"))
          return api(request, response, url, text === "" ? undefined : JSON.parse(text));
        return site(response, url.pathname, policy);
      });
      return {
        origin: portal.origin,
        close: () =>
          Promise.all(
            [bill, oidc, portal].map(
              ({ server }) => new Promise((done) => (server.close(done), server.closeAllConnections())),
            ),
          ),
      };
    },
  };
}

function raise(error) {
  throw error;
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, {
    ...headers,
    ...(body === undefined ? {} : { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function site(response, path, policy) {
  const file = normalize(join(SITE, path));
  const name = file.startsWith(SITE) && extname(file) !== "" ? file : join(SITE, "index.html");
  const content = await readFile(name).catch(() => readFile(join(SITE, "index.html")));
  response.writeHead(200, {
    "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
    "Content-Security-Policy": policy,
  });
  response.end(content);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { origin } = await createStandIn().start();
  console.log(`The stand-in answers at ${origin}, with the site as it was built last.`);
  console.log(`For hot reload: VAGUS_API=${origin} npm run dev`);
}
