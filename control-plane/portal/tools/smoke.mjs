// Drives the built site in a real Chromium against the stand-in API, by the test ids and the keyboard, under the strict
// content security policy, and takes a screenshot of every page: light and dark, desktop and phone. Any error in the
// console fails the run. CHROMIUM names the browser, /usr/bin/chromium when absent.
import assert from "node:assert/strict";
import { mkdir, readFile, rm } from "node:fs/promises";
import { chromium } from "playwright-core";
import { createStandIn } from "./stand-in.mjs";

const OUT = new URL("../screenshots/", import.meta.url).pathname;
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

const standIn = createStandIn();
const service = await standIn.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, acceptDownloads: true });
await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: service.origin });
const page = await context.newPage();
page.setDefaultTimeout(15_000);

/** What the browser complains about; a run may say which complaint it expects. */
const complaints = [];
const expected = [];
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));

const id = (testId) => page.locator(`[data-testid="${testId}"]`);
let shots = 0;

async function shoot(name) {
  for (const [size, viewport] of [
    ["desktop", { width: 1280, height: 860 }],
    ["phone", { width: 390, height: 844 }],
  ]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(250);
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px at ${size}`);
      const path = `${OUT}${String(shots).padStart(2, "0")}-${name}-${size}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: (await page.locator("dialog[open]").count()) === 0 });
    }
  }
  shots++;
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.emulateMedia({ colorScheme: "light" });
}

try {
  await page.goto(service.origin);
  await id("sign-up").waitFor();
  await shoot("landing");

  await id("sign-up").click();
  await id("create-account").waitFor();
  assert.equal(standIn.state.registrations, 1, "sign up asks for the registration form");
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0, "nothing is kept in local storage");
  await shoot("accounts-empty");

  // By keyboard alone: open, mistake, correct, submit; Escape gives the focus back.
  await id("create-account").focus();
  await page.keyboard.press("Enter");
  await id("account-name").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "create-account", "focus comes back");
  await page.keyboard.press("Enter");
  await id("account-name").waitFor();
  await page.keyboard.type("-orders");
  expected.push("400");
  await page.keyboard.press("Enter");
  await page.locator(".field-error").waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.dataset.testid),
    "account-name",
    "focus on the mistake",
  );
  await shoot("account-create-error");
  await id("account-name").fill("orders");
  await id("account-description").fill("Everything the shop sells");
  await id("account-submit").click();
  await id("account-state").waitFor();
  assert.equal(await id("account-state").textContent(), "Provisioning");
  await page.locator('[data-testid="account-state"][data-state="active"]').waitFor();
  await shoot("account-overview-new");

  await id("tab-users").click();
  await id("create-user").waitFor();
  await shoot("users-empty");
  await id("create-user").click();
  await id("user-name").fill("web");
  await page.locator("summary").click();
  await id("permission-publishAllow").fill("orders.> _INBOX.>");
  await id("permission-subscribeAllow").fill("orders.> _INBOX.>");
  await shoot("user-create");
  await id("user-submit").click();
  await id("creds-text").waitFor();
  await shoot("credentials");
  const creds = await id("creds-text").textContent();

  await id("tab-overview").click();
  await page.getByText("Leave without saving the credentials?").waitFor();
  await page.getByRole("button", { name: "Stay here" }).click();

  const [download] = await Promise.all([page.waitForEvent("download"), id("creds-download").click()]);
  assert.equal(download.suggestedFilename(), "orders-web.creds");
  assert.equal(await readFile(await download.path(), "utf8"), creds, "the file is what was shown");
  for (const lang of ["java", "go", "javascript", "python", "cli", "rust"]) {
    const code = await id(`snippet-${lang}`).textContent();
    assert.match(code, /nats:\/\/127\.0\.0\.1:4222/, lang);
    assert.match(code, /orders-web\.creds/, lang);
    assert.match(code, /orders\.hello/, lang);
  }
  await id("snippet-tab-cli").focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await id("snippet-java").isVisible(), "arrow keys change the tab");
  await shoot("credentials-java");
  await id("creds-done").click();
  await id("user-row").waitFor();

  await id("create-user").click();
  await id("user-name").fill("batch");
  await id("user-submit").click();
  await page.getByRole("button", { name: "Copy (credentials)" }).click();
  await id("creds-done").click();
  await id("revoke-user").first().click();
  await shoot("user-revoke");
  await id("confirm-revoke").click();
  await page.locator('[data-testid="user-state"][data-state="revoked"]').waitFor();
  await shoot("users");
  await id("connect-user").click();
  await shoot("user-connect");
  await page.keyboard.press("Escape");

  await id("tab-keys").click();
  await id("create-key").click();
  await id("key-name").fill("device");
  await id("permission-publishAllow").fill("devices.*.reading");
  await id("permission-subscribeAllow").fill("devices.*.command");
  await shoot("key-create");
  await id("key-submit").click();
  await id("delete-key").waitFor();
  await shoot("keys");
  await id("rotate-key").first().click();
  await shoot("key-rotate");
  await page.keyboard.press("Escape");
  await id("tab-users").click();
  await id("open-user").first().click();
  await id("user-tab-rotate").waitFor();
  await shoot("user-details");
  await id("user-tab-rotate").click();
  await shoot("user-rotate");
  await page.keyboard.press("Escape");
  await id("tab-sharing").click();
  await id("create-export").click();
  await id("export-name").fill("prices");
  await id("export-subject").fill("prices.>");
  await shoot("export-create");
  await id("export-submit").click();
  await id("export-row").waitFor();
  await shoot("sharing");

  await id("tab-overview").click();
  await page.locator(".uplot").waitFor();
  const firstRate = await id("message-rate").getAttribute("data-in");
  await page.waitForFunction(
    (before) => document.querySelector('[data-testid="message-rate"]')?.getAttribute("data-in") !== before,
    firstRate,
  );
  assert.equal(await id("usage-cost").getAttribute("data-value"), "0.091674");
  await shoot("account-overview-live");

  await id("tab-usage").click();
  await id("usage-total").waitFor();
  await shoot("usage");
  standIn.state.billingAway = true;
  expected.push("503");
  await page.reload();
  await id("usage-away").waitFor();
  await shoot("usage-away");
  standIn.state.billingAway = false;

  await id("tab-settings").click();
  await id("account-suspend").click();
  await id("confirm-suspend").click();
  await page.locator('[data-testid="account-state"][data-state="suspended"]').waitFor();
  await id("quota-bars").waitFor();
  await shoot("settings-suspended");
  await id("account-resume").click();
  await page.locator('[data-testid="account-state"][data-state="active"]').waitFor();

  await page.goto(`${service.origin}/tokens`);
  await id("create-token").click();
  await id("token-name").fill("laptop");
  await id("token-submit").click();
  assert.match(await id("token-secret").textContent(), /^vgs_/);
  await shoot("token-secret");
  await id("token-done").click();
  await id("token-row").waitFor();

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Team" }).click();
  await id("member-row").waitFor();
  await id("add-member").click();
  await id("member-email").fill("charles@example.org");
  expected.push("400");
  await id("member-submit").click();
  await page.locator(".field-error").waitFor();
  await page.keyboard.press("Escape");
  await shoot("team");
  await page.getByRole("link", { name: "Catalogue" }).click();
  await id("catalogue-search").waitFor();
  await shoot("catalogue-empty");
  await page.getByRole("link", { name: "Audit" }).click();
  await id("audit-row").first().waitFor();
  await shoot("audit");

  await page.getByRole("link", { name: "Accounts" }).click();
  await id("create-account").click();
  await id("account-name").fill("telemetry");
  await id("account-submit").click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Accounts" }).click();
  const accounts = [...standIn.state.accounts.values()];
  Object.assign(accounts[1], { forced: "degraded", stateReason: "Node n2 does not answer." });
  await page.locator('[data-state="degraded"]').waitFor();
  await shoot("accounts");
  await id("account-link").last().click();
  await page.locator(".notice-warning").waitFor();
  await shoot("account-degraded");
  await id("tab-settings").click();
  await id("account-delete").click();
  await id("confirm-delete-typed").fill("telemetr");
  await id("confirm-delete").click();
  await page.locator(".field-error").waitFor();
  await id("confirm-delete-typed").fill("telemetry");
  await shoot("account-delete");
  await id("confirm-delete").click();
  await id("account-restore").waitFor();
  await shoot("account-deleting");
  await id("account-restore").click();
  await id("account-delete").waitFor();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Accounts" }).click();

  await id("team-switcher").click();
  await shoot("team-switcher");
  await page.keyboard.press("Escape");
  await id("person-menu").click();
  await shoot("person-menu");
  await page.keyboard.press("Escape");

  await id("theme-switch").click();
  await id("theme-switch").click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark", "the choice is kept");
  await id("theme-switch").click();

  await page.goto(`${service.origin}/no/such/page`);
  await page.getByText("There is no such page").waitFor();
  await shoot("not-found");

  const accountUrl = `${service.origin}/accounts/${accounts[0].id}/users`;
  await page.goto(accountUrl);
  await id("user-row").first().waitFor();
  standIn.state.refuseTokens = true;
  expected.push("401");
  await id("sign-in-again").waitFor();
  await shoot("session-ended");
  standIn.state.refuseTokens = false;
  await id("sign-in-again").click();
  await id("user-row").first().waitFor();
  assert.equal(page.url(), accountUrl, "signing in again comes back to the same page");

  await id("person-menu").click();
  await id("sign-out").click();
  await id("sign-up").waitFor();
  await page.goto(accountUrl);
  await id("sign-in-here").waitFor();
  await shoot("sign-in-here");

  const unexpected = complaints.filter((text) => !expected.some((status) => text.includes(`status of ${status}`)));
  assert.deepEqual(unexpected, [], "the browser complains of nothing, the content security policy included");
  console.log(`smoke: passed, ${shots} pages in ${OUT}`);
} catch (error) {
  await page.screenshot({ path: `${OUT}failed.png`, fullPage: true });
  console.error(complaints.join("\n"));
  throw error;
} finally {
  await browser.close();
  await service.close();
}
