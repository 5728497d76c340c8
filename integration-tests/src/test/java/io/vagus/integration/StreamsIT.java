package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** Somebody keeps messages: a stream is made, filled, browsed and purged, a consumer falls behind, and an alert says so. */
@Order(7)
@ExtendWith(RunningService.class)
final class StreamsIT {
    private static final Duration ALERT_LIMIT = Duration.ofSeconds(90);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    StreamsIT(Service service) {
        this.service = service;
    }

    @Test
    @Order(1)
    void aStreamIsFilledBrowsedAndPurgedAndItsLagRaisesAnAlert() throws IOException {
        var demo = Person.demo(service);
        var account = demo.api()
                .createActiveAccount(
                        Map.of("name", "streams " + UUID.randomUUID(), "limits", Map.of("diskStorageBytes", 64 << 20)));
        try (var browser = Browser.open()) {
            try {
                signIn(browser, demo);
                browser.go(service.url("portal") + "/accounts/" + account + "/streams");
                makeStream(browser);
                publish(browser);
                fallBehind(browser);
                watch(browser, account);
                purge(browser, account);
                seeWhatWasRefused(browser, demo.api(), account);
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    private void signIn(Browser browser, Person person) {
        browser.go(service.url("portal"));
        browser.click("sign-in");
        browser.type(By.id("username"), person.email());
        browser.type(By.id("password"), person.password());
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
    }

    private static void makeStream(Browser browser) throws IOException {
        browser.awaitShown(Browser.by("streams-empty"));
        browser.look("streams-empty");
        browser.click("create-stream");
        browser.type("stream-name", "ORDERS");
        browser.type("stream-subjects", "orders.>");
        browser.screenshot("make-stream");
        browser.click("stream-submit");
        browser.awaitShown(Browser.by("messages-empty"));
    }

    private static void publish(Browser browser) throws IOException {
        browser.click("publish");
        for (var text : List.of("{\"id\": 1}", "{\"id\": 2}", "plain words")) {
            browser.type("publish-subject", "orders.new");
            browser.type("publish-text", text);
            browser.click("publish-submit");
            browser.awaitShown(Browser.by("publish-outcome"));
        }
        browser.click("publish-done");
        await("three messages on the page")
                .atMost(Duration.ofSeconds(20))
                .until(() -> browser.number("stream-messages", "data-value") == 3);
        assertThat(browser.text("message-list")).contains("orders.new", "plain words");
        browser.look("messages");
    }

    private static void fallBehind(Browser browser) throws IOException {
        browser.click("stream-tab-consumers");
        browser.click("create-consumer");
        browser.type("consumer-name", "billing");
        browser.click("consumer-submit");
        browser.awaitAttribute("consumer-state", "data-state", "degraded", Duration.ofSeconds(20));
        assertThat(browser.number("consumer-pending", "data-value")).isEqualTo(3);
        browser.look("consumers");
    }

    private void watch(Browser browser, String account) throws IOException {
        browser.go(service.url("portal") + "/accounts/" + account + "/alerts");
        browser.click("create-alert");
        browser.type("alert-name", "billing is behind");
        browser.type("alert-threshold", "2");
        browser.click("alert-submit");
        browser.awaitAttribute("alert-state", "data-state", "firing", ALERT_LIMIT);
        browser.click("alert-acknowledge");
        browser.awaitShown(Browser.by("alert-event"));
        browser.look("alert-fires");
        browser.go(service.url("portal") + "/accounts/" + account + "/monitor");
        browser.awaitShown(Browser.by("monitor-charts"));
        browser.look("monitor");
        browser.go(service.url("portal") + "/accounts/" + account + "/streams/ORDERS/messages");
        browser.click("stream-tab-activity");
        browser.awaitShown(Browser.by("monitor-charts"));
        browser.look("stream-over-time");
    }

    /** What the nodes refuse is in the audit log with their reason. */
    private void seeWhatWasRefused(Browser browser, Api api, String account) throws IOException {
        api.post("/accounts/" + account + "/jetstream/streams", Map.of("name", "COPY", "subjects", List.of("orders.>")))
                .expect(409);
        browser.go(service.url("portal") + "/teams/" + api.myTeam() + "/audit");
        assertThat(browser.text("audit-row"))
                .contains("stream.create", "named COPY: Subjects overlap with an existing stream", "Refused");
        browser.look("audit-refused");
    }

    private void purge(Browser browser, String account) throws IOException {
        browser.go(service.url("portal") + "/accounts/" + account + "/streams/ORDERS/messages");
        browser.click("purge");
        browser.type("purge-confirm-typed", "ORDERS");
        browser.screenshot("purge");
        browser.click("purge-confirm");
        browser.awaitShown(Browser.by("messages-empty"));
        browser.go(service.url("portal") + "/accounts/" + account + "/alerts");
        browser.awaitAttribute("alert-state", "data-state", "ok", ALERT_LIMIT);
    }
}
