package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be refused, and how. */
@Order(5)
@ExtendWith(RunningService.class)
final class BadInputIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int TOOLCHAIN_ABSENT = 97;
    private static final int NAME_LIMIT = 64;

    private final Service service;
    private final Api api;

    BadInputIT(Service service) {
        this.service = service;
        this.api = Person.demo(service).api();
    }

    // At the node

    @Test
    void expiredCredentialsAreRefused() {
        var user = api.createUser(account(), Map.of("name", "short-lived", "expiresInSeconds", 1));

        authCheck("await-expiry", "--creds", path(user));
        authCheck("expect-refused", "--creds", path(user));
    }

    @Test
    void revokedCredentialsAreCutOffAtOnceAndRefusedFromThenOn() throws Exception {
        var user = api.createUser(account(), Map.of("name", "to-revoke"));
        var hold = authCommand("hold", "--creds", path(user));
        var held = hold.start();
        try {
            org.awaitility.Awaitility.await("the connection is held")
                    .atMost(LIMIT)
                    .until(() -> hold.printed().contains("connected"));

            api.post("/accounts/" + user.account() + "/users/" + user.id() + "/revoke")
                    .expect(200);

            assertThat(held.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            assertThat(held.exitValue()).as(hold.printed()).isZero();
        } finally {
            held.destroyForcibly();
        }
        authCheck("expect-refused", "--creds", path(user), "--within", "5s");
    }

    @ParameterizedTest(name = "credentials that are {0}")
    @ValueSource(strings = {"foreign-operator", "wrong-key", "tampered", "wrong-seed"})
    void forgedCredentialsAreRefused(String kind) {
        var user = api.createUser(account(), Map.of("name", "sound " + kind));
        var forged = Settings.TARGET.resolve("creds").resolve(kind + ".creds");

        authCheck("make-bad-creds", "--creds", path(user), "--kind", kind, "--out", forged.toString());
        authCheck("expect-accepted", "--creds", path(user));
        authCheck("expect-refused", "--creds", forged.toString(), "--reason", "authorization violation");
    }

    @Test
    void oneConnectionOverTheAccountsLimitIsRefused() {
        var account = api.createActiveAccount(Map.of("name", fresh("three"), "limits", Map.of("connections", 3)));
        var user = api.createUser(account, Map.of("name", "many"));

        authCheck("expect-connection-limit", "--creds", path(user), "--limit", "3");
    }

    @Test
    void aPayloadOverTheLimitIsRefused() {
        var account = api.createActiveAccount(Map.of("name", fresh("small"), "limits", Map.of("payloadBytes", 1024)));
        var user = api.createUser(account, Map.of("name", "large"));

        authCheck("expect-payload-error", "--creds", path(user), "--bytes", "1025");
    }

    @Test
    void aForbiddenSubjectIsRefused() {
        var permissions =
                Map.of("publish", Map.of("allow", List.of("mine.>")), "subscribe", Map.of("allow", List.of("mine.>")));
        var user = api.createUser(account(), Map.of("name", "narrow", "permissions", permissions));

        authCheck("expect-permission-error", "--creds", path(user), "--publish", "theirs.new");
        authCheck("expect-permission-error", "--creds", path(user), "--subscribe", "theirs.>");
    }

    @Test
    void anotherAccountHearsNothing() {
        var one = api.createUser(account(), Map.of("name", "one"));
        var other = api.createUser(account(), Map.of("name", "other"));

        authCheck("expect-isolated", "--creds", path(one), "--other", path(other));
    }

    // At the API

    @Test
    void aTamperedAccessTokenIsRefused() {
        var token =
                api.post("/tokens", Map.of("name", fresh("token"))).expect(201).text("secret");
        var sound = new Api(service.url("portal") + "/api/v1", () -> token);
        var tampered = new Api(service.url("portal") + "/api/v1", () -> flipped(token));

        sound.get("/me").expect(200);
        tampered.get("/me").expect(401);
    }

    @Test
    void aTamperedSessionTokenIsRefused() {
        var token = Person.demo(service).token();
        var dot = token.lastIndexOf('.');
        var signatureFlipped = token.substring(0, dot + 1) + flipped(token.substring(dot + 1));

        new Api(service.url("portal") + "/api/v1", () -> signatureFlipped)
                .get("/me")
                .expect(401);
        new Api(service.url("billing") + "/api/v1", () -> signatureFlipped)
                .get("/accounts/" + UUID.randomUUID() + "/usage")
                .expect(401);
    }

    @Test
    void anotherTeamsAccountIsNotThereAndTheAttemptIsAudited() {
        var account = account();
        var stranger = Journey.get().newcomer();

        stranger.api().get("/accounts/" + account).expect(404);
        stranger.api().delete("/accounts/" + account).expect(404);
        stranger.api()
                .post("/accounts/" + account + "/users", Map.of("name", "spy"))
                .expect(404);
        stranger.billing().get("/accounts/" + account + "/usage").expect(404);

        api.get("/accounts/" + account).expect(200);
        var audit = api.get("/teams/" + api.myTeam() + "/audit?limit=200")
                .expect(200)
                .body();
        assertThat(audit.path("items")).anySatisfy(entry -> {
            assertThat(entry.path("outcome").asText()).isEqualTo("refused");
            assertThat(entry.path("actor").asText()).isEqualTo(stranger.email());
            assertThat(entry.path("target").asText()).contains(account);
        });
    }

    @Test
    void malformedJsonIsRefused() {
        api.postText(api.accounts(), "{\"name\": ").expect(400);
        api.postText(api.accounts(), "[]").expect(400);
        api.postText(api.accounts(), "").expect(400);
    }

    @Test
    void anUnknownFieldIsRefusedByName() {
        api.post(api.accounts(), Map.of("name", fresh("x"), "colour", "red"))
                .expect(400)
                .namesField("colour");
    }

    @Test
    void anOversizedNameIsRefusedByName() {
        var longest = ("n" + UUID.randomUUID() + "x".repeat(NAME_LIMIT)).substring(0, NAME_LIMIT);

        api.post(api.accounts(), Map.of("name", longest + "x")).expect(400).namesField("name");
        api.post(api.accounts(), Map.of("name", longest)).expect(201);
    }

    @Test
    void theSameIdempotencyKeyMakesOneAccount() {
        var key = UUID.randomUUID().toString();
        var wanted = Map.of("name", fresh("once"));
        var accounts = api.accounts();

        var first = api.postOnce(accounts, key, wanted).expect(201);
        var second = api.postOnce(accounts, key, wanted).expect(201);
        api.postOnce(accounts, key, Map.of("name", fresh("other"))).expect(422);

        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void credentialsAreNotInAReplay() {
        var key = UUID.randomUUID().toString();
        var users = "/accounts/" + account() + "/users";

        api.postOnce(users, key, Map.of("name", "once")).expect(201);
        var replay = api.postOnce(users, key, Map.of("name", "once")).expect(201);

        assertThat(replay.body().has("creds")).isFalse();
    }

    private String account() {
        return api.createActiveAccount(Map.of("name", fresh("bad-input")));
    }

    private static String fresh(String name) {
        return name + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String path(Api.NatsUser user) {
        return user.creds().toString();
    }

    /** With one character changed in the middle. */
    private static String flipped(String token) {
        int middle = token.length() / 2;
        char changed = token.charAt(middle) == 'A' ? 'B' : 'A';
        return token.substring(0, middle) + changed + token.substring(middle + 1);
    }

    private Command authCommand(String... words) {
        return Command.script("integration-tests/clients/auth-errors/run.sh", words)
                .with("NATS_URL", service.url("nats"));
    }

    private void authCheck(String... words) {
        var result = authCommand(words).run(LIMIT);
        if (result.exitCode() == TOOLCHAIN_ABSENT) {
            throw NotRun.because("auth-errors " + words[0], "go is not installed");
        }
        assertThat(result.exitCode())
                .as("%s:\n%s", Stream.of(words).toList(), result.output())
                .isZero();
    }
}
