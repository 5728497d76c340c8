package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Two people and a machine in a browser: invited, joined, given a role; what they did is in the audit log. */
@Order(8)
@ExtendWith(RunningService.class)
final class TeamIT {
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;

    TeamIT(Service service) {
        this.service = service;
    }

    @Test
    void aTeamGrowsAndItsAuditLogTellsIt() throws IOException {
        try (var ada = Browser.open();
                var bob = Browser.open()) {
            try {
                signUp(ada, "ada");
                var team = ada.address().replaceAll("/accounts.*", "");
                ada.go(team);
                ada.awaitShown(Browser.by("invite"));
                ada.look("team-empty");
                var email = "bob." + id() + "@example.org";
                join(ada, bob, email);
                addMachine(ada);
                ada.go(team);
                ada.awaitShown(Browser.by("member-role"));
                ada.look("team-grown");
                readAudit(ada, team, email);
                useThePalette(ada);
                ada.go(service.url("portal") + "/profile");
                ada.awaitShown(Browser.by("export-me"));
                ada.look("profile");
                ada.click("export-me");
                ada.awaitDownload("vagus-my-data.json");
                closeAndRestore(ada, team);
            } catch (RuntimeException | AssertionError e) {
                ada.screenshot("team-failed");
                throw new AssertionError("the page was " + ada.page() + "\nand " + bob.page(), e);
            }
        }
    }

    private void signUp(Browser browser, String name) {
        signUp(browser, name, name + "." + id() + "@example.org");
    }

    private void signUp(Browser browser, String name, String email) {
        var password = "correct horse battery " + UUID.randomUUID();
        browser.go(service.url("portal"));
        browser.click("sign-up");
        browser.type(By.id("email"), email);
        browser.type(By.id("password"), password);
        browser.type(By.id("password-confirm"), password);
        browser.type(By.id("firstName"), name);
        browser.type(By.id("lastName"), "Lovelace");
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
    }

    private void join(Browser ada, Browser bob, String email) throws IOException {
        ada.click("invite");
        ada.type("invitation-email", email);
        ada.click("invitation-submit");
        var link = ada.text("invitation-link");
        ada.look("invitation-made");
        ada.click("invitation-done");
        assertThat(link).startsWith(service.url("portal") + "/invitations/");

        signUp(bob, "bob", email);
        bob.awaitShown(Browser.by("invitation-banner"));
        bob.go(link);
        bob.awaitShown(Browser.by("invitation-accept"));
        bob.look("invitation");
        bob.click("invitation-accept");
        bob.awaitShown(Browser.by("team-switcher"));
    }

    private static void addMachine(Browser ada) throws IOException {
        ada.click("create-service-account");
        ada.type("service-account-name", "deploy");
        ada.click("service-account-submit");
        ada.click("create-service-token");
        assertThat(ada.text("service-token-secret")).startsWith("vgs_");
        ada.click("create-webhook");
        ada.type("webhook-name", "log");
        ada.type("webhook-url", "https://example.com/hook");
        ada.click("webhook-submit");
        assertThat(ada.text("webhook-secret")).startsWith("whsec_");
        ada.click("webhook-done");
    }

    private static void readAudit(Browser ada, String team, String email) throws IOException {
        ada.go(team + "/audit");
        ada.type("audit-actor", email);
        ada.click("audit-filter");
        ada.awaitShown(By.xpath("//*[@data-testid='audit-row'][contains(., 'invitation.accept')]"));
        ada.look("audit-filtered");
        ada.click("audit-export-csv");
        ada.awaitDownload("audit.csv");
    }

    private static void useThePalette(Browser ada) throws IOException {
        ada.press(Keys.CONTROL, "k");
        ada.type("palette", "profile");
        ada.look("palette");
        ada.press(Keys.ENTER);
        ada.awaitShown(Browser.by("export-me"));
    }

    private static void closeAndRestore(Browser ada, String team) throws IOException {
        ada.go(team);
        ada.click("delete-team");
        var name = ada.text(By.tagName("h1"));
        ada.type("confirm-delete-team-typed", name);
        ada.click("confirm-delete-team");
        ada.awaitShown(Browser.by("team-deleting"));
        ada.look("team-deleting");
        ada.click("restore-team");
        ada.awaitShown(Browser.by("delete-team"));
    }

    private static String id() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
