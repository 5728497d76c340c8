package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

/** A tenant in a browser: roles with a preview, a user who is connected and kicked and gets new credentials, sharing, and a deletion undone. */
@Order(3)
@ExtendWith(RunningService.class)
final class TenantPortalIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    @TempDir
    Path folder;

    TenantPortalIT(Service service) {
        this.service = service;
    }

    @Test
    void anAccountIsRunFromThePortal() throws Exception {
        var demo = Person.demo(service);
        var api = demo.api();
        var name = "tenant-" + UUID.randomUUID().toString().substring(0, 8);
        var account = api.createActiveAccount(Map.of("name", name));
        try (var browser = Browser.open()) {
            try {
                browser.go(service.url("portal"));
                browser.click("sign-in");
                browser.type(By.id("username"), demo.email());
                browser.type(By.id("password"), demo.password());
                browser.click(SUBMIT);
                browser.awaitShown(Browser.by("create-account"));
                browser.go(service.url("portal") + "/accounts/" + account + "/keys");
                makeRole(browser);
                useUser(browser, account);
                share(browser);
                deleteAndRestore(browser, name);
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("tenant-failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    private static void makeRole(Browser browser) throws IOException {
        browser.click("create-key");
        browser.type("key-name", "sensor");
        browser.type("permission-publishAllow", "m.{{name()}}.> _INBOX.>");
        browser.type("preview-subject", "m.user.temperature");
        await("the verdict")
                .atMost(LIMIT)
                .until(() -> browser.text("preview-result"), text -> text.contains("May publish"));
        browser.look("role-editor");
        browser.type("preview-subject", "m.other.temperature");
        await("the other verdict")
                .atMost(LIMIT)
                .until(() -> browser.text("preview-result"), text -> text.contains("May not publish"));
        browser.click("key-submit");
        await("both keys").atMost(LIMIT).until(() -> browser.page().contains("m.{{name()}}.>"));
        browser.look("roles");
    }

    private void useUser(Browser browser, String account) throws Exception {
        var api = Person.demo(service).api();
        var made = api.post("/accounts/" + account + "/users", Map.of("name", "s1"))
                .expect(201)
                .body();
        var creds = folder.resolve("s1.creds");
        Files.writeString(creds, made.path("creds").asText(), StandardCharsets.US_ASCII);
        browser.click("tab-users");
        try (var connection = Nats.connect(service, creds)) {
            connection.flush(Duration.ofSeconds(5));
            browser.click("open-user");
            browser.awaitShown(Browser.by("connection-row"));
            browser.look("user-connections");
            seeOverTime(browser, connection);
            browser.click("user-tab-connections");
            browser.click("kick");
            await("the connection is closed")
                    .atMost(LIMIT)
                    .until(connection::getStatus, status -> status == Connection.Status.CLOSED);
        }
        browser.click("user-tab-rotate");
        browser.click("user-rotate");
        assertThat(browser.text("creds-text")).contains("BEGIN NATS USER JWT");
        browser.click("creds-download");
        browser.click("creds-done");
        browser.click("open-user");
        browser.click("user-tab-issued");
        browser.awaitShown(Browser.by("credential-row"));
        browser.look("user-handed-out");
        assertThat(browser.page()).contains("Revoked", "Active");
        browser.go(browser.address());
    }

    /** The first of the user's steps are there about twenty seconds after it came. */
    private static void seeOverTime(Browser browser, Connection connection) throws IOException {
        browser.click("user-tab-activity");
        await("three steps of what the user did").atMost(LIMIT.multipliedBy(3)).until(() -> {
            connection.publish("_INBOX.chart", new byte[100]);
            return browser.shows(Browser.by("monitor-charts")) && browser.number("monitor-charts", "data-points") >= 3;
        });
        browser.look("user-over-time");
    }

    private static void share(Browser browser) throws IOException {
        browser.click("tab-sharing");
        browser.click("create-export");
        browser.type("export-name", "prices");
        browser.type("export-subject", "prices.>");
        browser.click("export-submit");
        browser.awaitShown(Browser.by("export-row"));
        browser.look("sharing");
    }

    private static void deleteAndRestore(Browser browser, String name) throws IOException {
        browser.click("tab-settings");
        browser.awaitShown(Browser.by("quota-bars"));
        browser.look("account-settings");
        browser.click("account-delete");
        browser.type("confirm-delete-typed", name);
        browser.click("confirm-delete");
        browser.awaitAttribute("account-state", "data-state", "deleting", LIMIT);
        browser.look("account-deleting");
        browser.click("account-restore");
        browser.awaitAttribute("account-state", "data-state", "active", LIMIT);
    }
}
