package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/** In two browsers: an operator of the service is let into a team and out again; somebody signs out where they do not sit. */
@Order(7)
@ExtendWith(RunningService.class)
final class SupportIT {
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Service service;
    private final Person ada;

    SupportIT(Service service) {
        this.service = service;
        this.ada = new Person(
                service,
                "ada." + UUID.randomUUID().toString().substring(0, 8) + "@example.org",
                "correct horse battery " + UUID.randomUUID());
    }

    @Test
    void anOperatorComesInByLeaveAloneAndIsOutAtAWord() throws IOException {
        try (var tenant = Browser.open();
                var operator = Browser.open()) {
            try {
                signUp(tenant);
                var team = ada.api().myTeam();
                var account = ada.api().createAccount(Map.of("name", "orders"));
                signIn(operator, Person.operator(service));

                operator.go(service.url("portal") + "/accounts/" + account);
                operator.awaitShown(By.xpath("//*[contains(text(), 'Not found')]"));
                ask(operator, team);
                decide(tenant, team);
                lookAround(operator, account);
                takeBack(tenant, team);
                await("the operator is out")
                        .atMost(LIMIT)
                        .untilAsserted(() -> Person.operator(service)
                                .api()
                                .get("/accounts/" + account)
                                .expect(404));
                tenant.go(service.url("portal") + "/teams/" + team + "/audit");
                assertThat(tenant.text(By.xpath("//*[@data-testid='audit-row'][contains(., 'support-access.use')]")))
                        .contains("operator@vagus.local", "let in by " + ada.email());
                tenant.look("support-audit");
            } catch (RuntimeException | AssertionError e) {
                tenant.screenshot("support-failed-tenant");
                operator.screenshot("support-failed-operator");
                throw new AssertionError("the page was " + tenant.page() + "\nand " + operator.page(), e);
            }
        }
    }

    @Test
    void whoIsSignedInElsewhereSignsOutThere() throws IOException {
        try (var laptop = Browser.open();
                var other = Browser.open()) {
            try {
                signUp(laptop);
                signIn(other, ada);
                laptop.go(service.url("portal") + "/profile");
                laptop.awaitShown(Browser.by("end-other-sessions"));
                assertThat(laptop.text("session-row")).contains("Chrome", "Vagus portal", "127.0.0.1", "this one");
                laptop.look("sessions");
                laptop.click(By.xpath("//*[@data-testid='session-row'][not(contains(., 'this one'))]//button"));
                await("one is left").atMost(LIMIT).until(() -> !laptop.shows(Browser.by("end-other-sessions")));
                other.go(service.url("portal") + "/profile");
                other.awaitShown(By.cssSelector("[data-testid='sign-in-again']"));
                other.screenshot("session-ended-elsewhere");
                laptop.go(service.url("portal") + "/profile");
                laptop.awaitShown(Browser.by("session-row"));
            } catch (RuntimeException | AssertionError e) {
                laptop.screenshot("sessions-failed");
                other.screenshot("sessions-failed-elsewhere");
                throw new AssertionError("the page was " + laptop.page() + "\nand " + other.page(), e);
            }
        }
    }

    private void ask(Browser operator, String team) throws IOException {
        operator.go(service.url("portal") + "/operator/support");
        operator.type("support-team", team);
        operator.type("support-reason", "Ticket 7: the stream of orders stands still");
        operator.screenshot("support-asking");
        operator.click("support-ask");
        assertThat(operator.text("support-request")).contains("Waits for an answer", "Ticket 7");
        operator.look("support-asked");
    }

    private void decide(Browser tenant, String team) throws IOException {
        tenant.go(service.url("portal") + "/teams/" + team);
        tenant.awaitShown(Browser.by("support-pending"));
        tenant.awaitShown(Browser.by("support-grant"));
        tenant.look("support-pending");
        tenant.click("support-grant");
        tenant.awaitShown(Browser.by("support-granted"));
        tenant.look("support-granted");
    }

    private void lookAround(Browser operator, String account) throws IOException {
        operator.click("support-open");
        operator.awaitShown(Browser.by("support-guest"));
        operator.go(service.url("portal") + "/accounts/" + account);
        operator.awaitAttribute("account-state", "data-state", "active", LIMIT);
        operator.look("support-guest");
    }

    private void takeBack(Browser tenant, String team) throws IOException {
        tenant.go(service.url("portal") + "/teams/" + team);
        tenant.click("support-revoke");
        await("nobody is let in").atMost(LIMIT).until(() -> !tenant.shows(Browser.by("support-granted")));
        assertThat(tenant.text("support-state")).isEqualTo("Taken back");
    }

    private void signUp(Browser browser) {
        browser.go(service.url("portal"));
        browser.click("sign-up");
        browser.type(By.id("email"), ada.email());
        browser.type(By.id("password"), ada.password());
        browser.type(By.id("password-confirm"), ada.password());
        browser.type(By.id("firstName"), "Ada");
        browser.type(By.id("lastName"), "Lovelace");
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
    }

    private void signIn(Browser browser, Person person) {
        browser.go(service.url("portal"));
        browser.click("sign-in");
        browser.type(By.id("username"), person.email());
        browser.type(By.id("password"), person.password());
        browser.click(SUBMIT);
        browser.awaitShown(Browser.by("create-account"));
    }
}
