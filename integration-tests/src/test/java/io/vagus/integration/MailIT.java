package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;

/** A service of its own that has a mail server: addresses are verified, passwords recovered, people invited, alerts told. */
@Order(10)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class MailIT {
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\"<>]+");
    private static final String SENDER = "vagus@example.org";

    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static final String EMAIL = "ada." + UUID.randomUUID().toString().substring(0, 8) + "@example.org";
    private static final String FIRST_PASSWORD = "correct horse battery " + UUID.randomUUID();
    private static final String SECOND_PASSWORD = "stapled " + UUID.randomUUID();

    private static Service service;

    @BeforeAll
    static void start() {
        MAIL.start();
        service = Service.begin(Map.of(
                "VAGUS_SMTP_HOST",
                "127.0.0.1",
                "VAGUS_SMTP_PORT",
                String.valueOf(MAIL.getSmtp().getPort()),
                "VAGUS_SMTP_FROM",
                SENDER));
        service.awaitUp();
    }

    @AfterAll
    static void stop() {
        try {
            service.down();
        } finally {
            MAIL.stop();
        }
    }

    @Test
    @Order(1)
    void whoSignsUpComesInByTheLinkInTheMail() throws IOException {
        try (var browser = Browser.open()) {
            try {
                browser.go(service.url("portal"));
                browser.click("sign-up");
                browser.type(By.id("email"), EMAIL);
                // With addresses to verify Keycloak asks for the password after the link, of whom the address is.
                browser.type(By.id("firstName"), "Ada");
                browser.type(By.id("lastName"), "Lovelace");
                browser.click(SUBMIT);
                var mail = mailTo(EMAIL, "erify");
                assertThat(browser.page()).doesNotContain("Create account").containsIgnoringCase("verify");
                browser.screenshot("mail-verify");
                browser.go(link(mail, "/realms/vagus/"));
                browser.type(By.id("password-new"), FIRST_PASSWORD);
                browser.type(By.id("password-confirm"), FIRST_PASSWORD);
                browser.click(SUBMIT);
                browser.awaitShown(Browser.by("create-account"));
                assertThat(new Person(service, EMAIL, FIRST_PASSWORD)
                                .api()
                                .get("/me/export")
                                .expect(200)
                                .body()
                                .path("emailVerified")
                                .asBoolean())
                        .isTrue();
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("mail-verify-failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    @Test
    @Order(2)
    void aForgottenPasswordIsReplacedByTheLinkInTheMail() throws IOException {
        try (var browser = Browser.open()) {
            try {
                browser.go(service.url("portal"));
                browser.click("sign-in");
                browser.click(By.partialLinkText("Forgot"));
                browser.type(By.id("username"), EMAIL);
                browser.click(SUBMIT);
                browser.go(link(mailTo(EMAIL, "eset password"), "/realms/vagus/"));
                browser.type(By.id("password-new"), SECOND_PASSWORD);
                browser.type(By.id("password-confirm"), SECOND_PASSWORD);
                browser.screenshot("mail-new-password");
                browser.click(SUBMIT);
                browser.awaitShown(Browser.by("create-account"));
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("mail-recovery-failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
        new Person(service, EMAIL, SECOND_PASSWORD).api().get("/me").expect(200);
    }

    @Test
    @Order(3)
    void alertsAndInvitationsAreMailed() {
        var api = new Person(service, EMAIL, SECOND_PASSWORD).api();
        var account = api.createActiveAccount(Map.of("name", "watched"));
        var channel = api.post(
                        "/accounts/" + account + "/alert-channels",
                        Map.of("name", "ada", "kind", "email", "target", "oncall@example.org"))
                .expect(201)
                .text("id");
        api.post("/accounts/" + account + "/alert-channels/" + channel + "/test")
                .expect(204);
        var alert = mailTo("oncall@example.org", "[Vagus]");
        assertThat(text(alert)).contains("alert.test", "watched");
        assertThat(sender(alert)).contains(SENDER);

        api.post("/teams/" + api.myTeam() + "/invitations", Map.of("email", "bob@example.org", "role", "viewer"))
                .expect(201);
        assertThat(link(mailTo("bob@example.org", "invites you"), "/invitations/"))
                .startsWith(service.url("portal"));
    }

    @Test
    @Order(4)
    void whoManagesATeamIsMailedWhenAnOperatorAsksForIt() {
        var team = new Person(service, EMAIL, SECOND_PASSWORD).api().myTeam();
        var asked = Map.of("teamId", team, "role", "viewer", "reason", "Ticket 7", "durationSeconds", 600);

        Person.operator(service).api().post("/operator/support-access", asked).expect(201);

        var mail = mailTo(EMAIL, "asks for access");
        assertThat(text(mail)).contains("Ticket 7", "10 minutes");
        assertThat(link(mail, "/teams/")).isEqualTo(service.url("portal") + "/teams/" + team);
    }

    private static MimeMessage mailTo(String address, String subject) {
        return await("a mail to " + address + " about " + subject)
                .atMost(LIMIT)
                .until(
                        () -> Arrays.stream(MAIL.getReceivedMessages())
                                .filter(mail -> isTo(mail, address, subject))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isTo(MimeMessage mail, String address, String subject) {
        try {
            return Arrays.toString(mail.getAllRecipients()).contains(address)
                    && String.valueOf(mail.getSubject()).contains(subject);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static String sender(MimeMessage mail) {
        try {
            return Arrays.toString(mail.getFrom());
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    /** The first link in the plain text of a mail that has this in it. */
    private static String link(MimeMessage mail, String part) {
        return LINK.matcher(text(mail))
                .results()
                .map(found -> found.group())
                .filter(link -> link.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link in " + text(mail)));
    }

    private static String text(MimeMessage mail) {
        try {
            Object content = mail.getContent();
            while (content instanceof jakarta.mail.Multipart parts) {
                content = parts.getBodyPart(0).getContent();
            }
            return String.valueOf(content);
        } catch (IOException | MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
