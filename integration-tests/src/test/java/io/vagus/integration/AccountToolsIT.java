package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** Somebody sets an account up from a template, follows a message through its mapping, and moves a stream and a file by hand. */
@Order(7)
@ExtendWith(RunningService.class)
final class AccountToolsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    AccountToolsIT(Service service) {
        this.service = service;
    }

    @Test
    void anAccountIsMadeFromATemplateAndItsContentsAreFollowedAndMoved() throws IOException {
        var demo = Person.demo(service);
        try (var browser = Browser.open()) {
            try {
                signIn(browser, demo);
                var account = makeFromTemplate(browser, demo.api());
                mapAndFollow(browser, account);
                moveStream(browser, demo.api(), account);
                uploadFile(browser, demo.api(), account);
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("account-tools-failed");
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

    private String makeFromTemplate(Browser browser, Api api) throws IOException {
        var name = "tools " + UUID.randomUUID().toString().substring(0, 8);
        browser.go(service.url("portal") + "/teams/" + api.myTeam());
        browser.click("create-template");
        browser.type("template-name", name);
        browser.type("limit-diskStorageBytes", "67108864");
        browser.click("template-submit");
        browser.awaitShown(By.xpath("//*[@data-testid='template-row'][contains(., '" + name + "')]"));
        browser.look("templates");
        browser.go(service.url("portal") + "/teams/" + api.myTeam() + "/accounts");
        browser.click("create-account");
        browser.type("account-name", name);
        browser.click(By.xpath("//*[@data-testid='account-template']/option[.='" + name + "']"));
        browser.click("account-submit");
        browser.awaitAttribute("account-state", "data-state", "active", LIMIT);
        return browser.address().replaceAll(".*/accounts/", "");
    }

    private void mapAndFollow(Browser browser, String account) throws IOException {
        browser.click("tab-sharing");
        browser.click("create-mapping");
        browser.type("mapping-subject", "orders.*");
        browser.type("mapping-destinations", "eu.orders.{{wildcard(1)}}");
        browser.click("mapping-submit");
        browser.awaitShown(Browser.by("mapping-row"));
        browser.look("mappings");
        browser.awaitAttribute("account-state", "data-state", "active", LIMIT);
        browser.go(page(account) + "/streams");
        browser.click("create-stream");
        browser.type("stream-name", "ORDERS");
        browser.type("stream-subjects", "eu.orders.>");
        browser.click("stream-submit");
        browser.awaitShown(Browser.by("messages-empty"));
        browser.click("tab-trace");
        browser.type("trace-subject", "orders.new");
        browser.click("trace-deliver");
        browser.click("trace-submit");
        assertThat(browser.text("trace-found")).contains("reached 1 receiver", "Mapped", "eu.orders.new", "ORDERS");
        browser.click("traffic-submit");
        await("the listening ends")
                .atMost(LIMIT)
                .until(() -> browser.shows(Browser.by("traffic-none")) || browser.shows(Browser.by("traffic-found")));
        browser.look("trace");
    }

    private void moveStream(Browser browser, Api api, String account) throws IOException {
        browser.go(page(account) + "/streams/ORDERS/settings");
        browser.click("stream-backup");
        var backup = browser.awaitDownload("ORDERS.zip");
        browser.look("stream-backup");
        api.delete("/accounts/" + account + "/jetstream/streams/ORDERS").expect(204);
        browser.go(page(account) + "/streams");
        browser.click("restore-stream");
        browser.attach("restore-file", backup);
        browser.screenshot("restore");
        browser.click("restore-submit");
        await("the message is back").atMost(LIMIT).until(() -> browser.number("stream-messages", "data-value") == 1);
    }

    private void uploadFile(Browser browser, Api api, String account) throws IOException {
        api.post("/accounts/" + account + "/jetstream/objects", Map.of("name", "files"))
                .expect(201);
        var file =
                Files.writeString(Files.createTempDirectory("vagus-e2e-upload-").resolve("notes.txt"), "hello");
        browser.go(page(account) + "/streams/OBJ_files/objects");
        browser.click("upload-object");
        browser.attach("object-file", file);
        browser.click("object-submit");
        browser.awaitShown(Browser.by("object"));
        assertThat(browser.text("object")).contains("notes.txt", "5 B");
        browser.look("objects");
    }

    private String page(String account) {
        return service.url("portal") + "/accounts/" + account;
    }
}
