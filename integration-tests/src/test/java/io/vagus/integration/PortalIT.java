package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** A newcomer in a browser: from signing up to watching the first messages and what they cost. */
@Order(1)
@ExtendWith(RunningService.class)
final class PortalIT {
    private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(60);
    private static final Duration METERED_LIMIT = Duration.ofSeconds(90);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    PortalIT(Service service) {
        this.service = service;
    }

    @Test
    @Order(1)
    void aNewcomerGetsFromSigningUpToAMeteredMessage() throws IOException, InterruptedException {
        try (var browser = Browser.open()) {
            try {
                var newcomer = signUp(browser);
                var accountId = createAccount(browser);
                var creds = createUser(browser);
                var token = createToken(browser);
                Journey.made(newcomer, accountId, creds, token);
                watchMessages(browser, accountId, creds);
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    private Person signUp(Browser browser) throws IOException {
        var person = new Person(
                service,
                "ada." + UUID.randomUUID().toString().substring(0, 8) + "@example.org",
                "correct horse battery " + UUID.randomUUID());
        browser.go(service.url("portal"));
        browser.awaitShown(Browser.by("sign-up"));
        browser.screenshot("landing");
        browser.click("sign-up");
        browser.type(By.id("email"), person.email());
        browser.type(By.id("password"), person.password());
        browser.type(By.id("password-confirm"), person.password());
        browser.type(By.id("firstName"), "Ada");
        browser.type(By.id("lastName"), "Lovelace");
        browser.screenshot("registration");
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
        assertThat(browser.address()).as("the newcomer's own team").contains("/teams/");
        browser.screenshot("own-team");
        return person;
    }

    private static String createAccount(Browser browser) throws IOException {
        browser.click("create-account");
        browser.type("account-name", "orders");
        browser.click("account-submit");
        if (!browser.address().contains("/accounts/")) {
            await("the account's page").atMost(ACTIVE_LIMIT).until(() -> isAccountPage(browser));
        }
        browser.awaitAttribute("account-state", "data-state", "active", ACTIVE_LIMIT);
        browser.screenshot("account-active");
        return browser.address().replaceAll(".*/accounts/([0-9a-f-]+).*", "$1");
    }

    private static boolean isAccountPage(Browser browser) {
        if (browser.address().matches(".*/accounts/[0-9a-f-]{36}.*")) {
            return true;
        }
        if (browser.shows(Browser.by("account-link"))) {
            browser.click("account-link");
        }
        return false;
    }

    private static Path createUser(Browser browser) throws IOException {
        browser.click("tab-users");
        browser.click("create-user");
        browser.type("user-name", "first");
        browser.click("user-submit");
        var shown = browser.text("creds-text");
        browser.click("creds-download");
        var creds = browser.awaitDownload(".creds");
        await("the whole file")
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                Files.readString(creds, StandardCharsets.UTF_8).strip())
                        .isEqualTo(shown.strip()));
        assertThat(shown).contains("BEGIN NATS USER JWT", "BEGIN USER NKEY SEED");
        for (var language : List.of("java", "go", "javascript", "python", "cli")) {
            assertThat(browser.text("snippet-" + language))
                    .as("snippet for " + language)
                    .contains(".creds");
        }
        browser.screenshot("credentials");
        browser.click("creds-done");
        return creds;
    }

    private String createToken(Browser browser) throws IOException {
        var account = browser.address();
        browser.go(service.url("portal") + "/tokens");
        browser.click("create-token");
        browser.type("token-name", "terminal");
        browser.click("token-submit");
        var token = browser.text("token-secret").strip();
        assertThat(token).startsWith("vgs_");
        browser.screenshot("token");
        browser.click("token-done");
        browser.go(account);
        return token;
    }

    private void watchMessages(Browser browser, String accountId, Path creds) throws IOException, InterruptedException {
        browser.go(service.url("portal") + "/accounts/" + accountId);
        browser.awaitShown(Browser.by("message-rate"));
        var going = new AtomicBoolean(true);
        try (var connection = Nats.connect(service, creds)) {
            connection.createDispatcher(message -> {}).subscribe("orders.>");
            var publisher = Thread.ofVirtual().start(() -> publishWhile(going, connection));
            try {
                await("the rate moves on the page")
                        .atMost(ACTIVE_LIMIT)
                        .until(() -> browser.number("message-rate", "data-in") > 0);
                browser.screenshot("message-rate");
                await("the usage moves on the page")
                        .atMost(METERED_LIMIT)
                        .until(() -> browser.shows(Browser.by("usage-messages"))
                                && browser.number("usage-messages", "data-value") > 0
                                && browser.number("usage-bytes", "data-value") > 0);
                assertThat(browser.text("usage-cost")).containsPattern("[0-9]");
                browser.screenshot("usage");
            } finally {
                going.set(false);
                publisher.join();
            }
        }
    }

    private static void publishWhile(AtomicBoolean going, io.nats.client.Connection connection) {
        var payload = "an order".getBytes(StandardCharsets.UTF_8);
        while (going.get()) {
            connection.publish("orders.new", payload);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(5).toNanos());
        }
    }

    @Test
    @Order(2)
    void aWrongPasswordIsRefused() throws IOException {
        try (var browser = Browser.open()) {
            browser.go(service.url("portal"));
            browser.click("sign-in");
            browser.type(By.id("username"), Person.demo(service).email());
            browser.type(By.id("password"), "not the password");
            browser.click(SUBMIT);
            browser.awaitShown(
                    By.cssSelector("#input-error, #input-error-username, .kc-feedback-text, [id^='input-error']"));
            assertThat(browser.address()).startsWith(service.url("keycloak"));
            browser.screenshot("wrong-password");
            browser.go(service.url("portal"));
            browser.awaitShown(Browser.by("sign-up"));
        }
    }
}
