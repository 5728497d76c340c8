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

/** Somebody runs the service: looks at nodes and tenants, sets a plan, mends drift, empties a node and replaces the operator's key. */
@Order(8)
@ExtendWith(RunningService.class)
final class OperatorIT {
    private static final Duration SIGNING_LIMIT = Duration.ofSeconds(90);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    OperatorIT(Service service) {
        this.service = service;
    }

    @Test
    void anOperatorRunsTheServiceFromTheConsole() throws IOException {
        var tenant = Person.demo(service).api();
        try (var browser = Browser.open()) {
            try {
                signIn(browser);
                lookAtNodes(browser);
                setPlan(browser, tenant);
                mendDrift(browser);
                replaceTheKey(browser, tenant);
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("operator-failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    private void signIn(Browser browser) throws IOException {
        browser.go(service.url("portal"));
        browser.click("sign-in");
        browser.type(By.id("username"), "operator@vagus.local");
        browser.type(
                By.id("password"),
                Files.readString(service.home().resolve("secrets/operator-password"))
                        .strip());
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
    }

    private void lookAtNodes(Browser browser) throws IOException {
        browser.go(service.url("portal") + "/operator");
        assertThat(browser.text("node")).contains("Healthy", "2.15.2", "connections");
        browser.click("node-reload");
        browser.click("node-empty");
        browser.screenshot("operator-empty-node");
        browser.click("confirm-empty");
        assertThat(browser.text("node-emptied")).contains("clients were asked to leave");
        browser.look("operator-nodes");
    }

    private static void setPlan(Browser browser, Api tenant) throws IOException {
        var team = tenant.myTeam();
        var id = "e2e-" + UUID.randomUUID().toString().substring(0, 8);
        browser.click("operator-plans");
        browser.click("create-plan");
        browser.type("plan-id", id);
        browser.type("plan-name", "Roomy " + id);
        browser.type("ceiling-accounts", "500");
        browser.screenshot("operator-plan");
        browser.click("plan-submit");
        browser.awaitShown(Browser.by("edit-plan-" + id));
        browser.look("operator-plans");
        browser.click("operator-tenants");
        browser.type("tenant-search", team + "\n");
        var chosen = By.xpath("//*[@data-testid='tenant-plan']/option[@value='" + id + "']");
        await("one tenant is left").until(() -> browser.text("tenant").contains(team));
        browser.click(chosen);
        await("the team is on the plan")
                .until(() -> tenant.get("/teams/" + team + "/quotas")
                        .body()
                        .path("planId")
                        .asText()
                        .equals(id));
        browser.look("operator-tenants");
    }

    private static void mendDrift(Browser browser) throws IOException {
        browser.click("operator-drift");
        browser.awaitShown(Browser.by("drift-none"));
        browser.click("resync");
        assertThat(browser.text("resynced")).contains("accounts are on their way");
        browser.look("operator-drift");
    }

    private void replaceTheKey(Browser browser, Api tenant) throws IOException {
        browser.click("operator-keys");
        step(browser);
        browser.look("operator-key-announced");
        service.restartNodesOneByOne();
        await("the restarted node may take the new key").atMost(SIGNING_LIMIT).untilAsserted(() -> {
            browser.go(service.url("portal") + "/operator/keys");
            assertThat(browser.text("key-step")).doesNotContain("To restart");
        });
        step(browser);
        await("every account is signed anew").atMost(SIGNING_LIMIT).untilAsserted(() -> {
            browser.go(service.url("portal") + "/operator/keys");
            assertThat(browser.text("key-step")).doesNotContain("accounts to go");
        });
        step(browser);
        service.restartNodesOneByOne();
        browser.look("operator-key-replaced");
        tenant.createActiveAccount(Map.of("name", "after the rotation " + UUID.randomUUID()));
    }

    private static void step(Browser browser) {
        browser.click("key-next");
        browser.click("key-confirm");
    }
}
