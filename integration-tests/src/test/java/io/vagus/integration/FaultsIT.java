package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Parts that die or go away, and what goes on without them. */
@Order(6)
@ExtendWith(RunningService.class)
final class FaultsIT {
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(90);
    /** How long messages are watched while PostgreSQL is away. */
    private static final Duration OUTAGE = Duration.ofSeconds(15);

    private static final Duration ASKED_EVERY = Duration.ofMillis(20);

    private final Service service;
    private final Api api;

    FaultsIT(Service service) {
        this.service = service;
        this.api = Person.demo(service).api();
    }

    @Test
    @Order(1)
    void aChangeCommittedBeforeTheControlPlaneDiedStillArrives() throws IOException, InterruptedException {
        service.stopNodes();
        var account = api.createAccount(Map.of("name", fresh("survivor")));
        var user = api.createUser(account, Map.of("name", "first"));
        assertThat(api.get("/accounts/" + account).expect(200).text("state")).isNotEqualTo("active");

        service.kill("control-plane");
        service.startNodes();
        service.awaitPart("control-plane", "up");

        api.awaitState(account, "active");
        try (var connection = Nats.connect(service, user.creds())) {
            assertThat(connection.getStatus()).isEqualTo(io.nats.client.Connection.Status.CONNECTED);
        }
    }

    @Test
    @Order(2)
    void aNodeThatWasKilledStillKnowsTheAccountsWithoutTheControlPlane() throws IOException, InterruptedException {
        var account = api.createActiveAccount(Map.of("name", fresh("kept")));
        var user = api.createUser(account, Map.of("name", "first"));
        service.command("stop", "control-plane");
        try {
            service.nodes().forEach(service::kill);
            service.nodes().forEach(node -> service.awaitPart(node, "up"));

            try (var connection = Nats.connect(service, user.creds())) {
                assertThat(connection.getStatus()).isEqualTo(io.nats.client.Connection.Status.CONNECTED);
            }
        } finally {
            service.command("start", "control-plane");
        }
    }

    @Test
    @Order(3)
    void messagesFlowAndTheApiSaysSoWhilePostgresIsStopped() throws IOException, InterruptedException {
        var account = api.createActiveAccount(Map.of("name", fresh("flowing")));
        var user = api.createUser(account, Map.of("name", "first"));
        var received = new AtomicLong();
        try (var connection = Nats.connect(service, user.creds())) {
            connection.createDispatcher(message -> received.incrementAndGet()).subscribe("flow");
            service.command("stop", "postgres");
            try {
                await("the API says that it is away").atMost(RECOVERY_LIMIT).untilAsserted(() -> {
                    var answer = api.get("/accounts/" + account).expect(503);
                    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
                });
                var end = System.nanoTime() + OUTAGE.toNanos();
                long sent = 0;
                while (System.nanoTime() < end) {
                    long expected = ++sent;
                    connection.publish("flow", "x".getBytes(StandardCharsets.UTF_8));
                    await("message " + expected).atMost(Duration.ofSeconds(5)).until(() -> received.get() == expected);
                }
                try (var another = Nats.connect(service, user.creds())) {
                    assertThat(another.getStatus()).isEqualTo(io.nats.client.Connection.Status.CONNECTED);
                }
                assertThat(sent).isPositive();
            } finally {
                service.command("start", "postgres");
            }
        }
        await("the API is back")
                .atMost(RECOVERY_LIMIT)
                .untilAsserted(() -> api.get("/accounts/" + account).expect(200));
        api.createActiveAccount(Map.of("name", fresh("after")));
    }

    @Test
    @Order(4)
    void whileTheDatabaseStartsAnewEachAnswerIsRightOrSaysThatItIsAway() throws IOException, InterruptedException {
        var account = api.createActiveAccount(Map.of("name", fresh("steady")));
        var over = new AtomicBoolean();
        var answers = new ConcurrentHashMap<Integer, AtomicLong>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = threads.submit(() -> await("the API is back, asked again and again")
                    .atMost(RECOVERY_LIMIT.multipliedBy(2))
                    .pollInterval(ASKED_EVERY)
                    .until(() -> {
                        var answer = api.get("/accounts/" + account);
                        if (answer.status() != 200) {
                            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
                        }
                        answers.computeIfAbsent(answer.status(), status -> new AtomicLong())
                                .incrementAndGet();
                        return over.get();
                    }));
            service.command("restart", "postgres");
            await("the API is back")
                    .atMost(RECOVERY_LIMIT)
                    .untilAsserted(() -> api.get("/accounts/" + account).expect(200));
            over.set(true);
            asking.get();
            assertThat(answers).containsKey(200);
            assertThat(Set.of(200, 503)).containsAll(answers.keySet());
        } catch (ExecutionException e) {
            throw new AssertionError("answers so far: " + answers, e);
        }
        api.createActiveAccount(Map.of("name", fresh("after-restart")));
    }

    @Test
    @Order(5)
    void whoIsSignedInGoesOnWithoutKeycloakAndWhoIsNotIsToldWhy() throws IOException {
        var signedIn = Person.demo(service).api();
        signedIn.get("/me").expect(200);
        service.command("stop", "keycloak");
        try (var browser = Browser.open()) {
            signedIn.createActiveAccount(Map.of("name", fresh("without-keycloak")));

            browser.go(service.url("portal"));
            browser.awaitShown(Browser.by("sign-in"));
            browser.click("sign-in");
            await("the portal says why")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> browser.page().contains("The sign-in service does not answer"));
            browser.screenshot("keycloak-away");
        } finally {
            service.command("start", "keycloak");
        }
        Person.demo(service).api().get("/me").expect(200);
    }

    private static String fresh(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
