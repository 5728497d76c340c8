// The built package against a service that runs: VAGUS_URL, VAGUS_TOKEN. Prints a line a check, as the clients of integration-tests do.
import { allItems, createVagusClient, unwrap, VagusError } from "@vagus/client";

const vagus = createVagusClient({ baseUrl: process.env.VAGUS_URL, token: async () => process.env.VAGUS_TOKEN });
let passed = 0;
const check = (name, good, why = "") => {
  if (!good) throw new Error(`${name} ${why}`);
  console.log(`ok ${name}`);
  passed++;
};

try {
  const me = unwrap(await vagus.GET("/api/v1/me"));
  const teamId = me.teams[0].teamId;
  check("me", me.email.includes("@"));

  const name = `typescript-${Date.now()}`;
  const header = { "Idempotency-Key": name };
  const made = async () =>
    unwrap(await vagus.POST("/api/v1/teams/{teamId}/accounts", { params: { path: { teamId }, header }, body: { name } }));
  const account = await made();
  check("create", account.name === name);
  check("idempotent", (await made()).id === account.id);

  const path = { accountId: account.id };
  const before = await vagus.GET("/api/v1/accounts/{accountId}", { params: { path } });
  const change = async (description) =>
    unwrap(
      await vagus.PATCH("/api/v1/accounts/{accountId}", {
        params: { path, header: { "If-Match": before.response.headers.get("ETag") } },
        body: { description },
      }),
    );
  check("change", (await change("seen")).description === "seen");
  const stale = await change("stale").catch((error) => error);
  check("stale", stale instanceof VagusError && stale.status === 412 && stale.problem.type.endsWith("precondition-failed"));

  const names = [];
  for await (const each of allItems(async (cursor) =>
    unwrap(
      await vagus.GET("/api/v1/teams/{teamId}/accounts", {
        params: { path: { teamId }, query: cursor ? { cursor, limit: 1 } : { limit: 1 } },
      }),
    ),
  )) {
    names.push(each.name);
  }
  check("pages", names.includes(name) && new Set(names).size === names.length, names.join(", "));

  check("delete", (await vagus.DELETE("/api/v1/accounts/{accountId}", { params: { path } })).response.status === 204);
  console.log(`${passed} passed, 0 failed`);
} catch (error) {
  console.log(`FAILED ${error.stack}`);
  console.log(`${passed} passed, 1 failed`);
  process.exitCode = 1;
}
