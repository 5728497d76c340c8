package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Jwt;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each kind of change, cut off after each of its writes: the connection to the database dies there, as when the process or the
 * database ends. What is cut off leaves nothing behind and can be sent again; what gets through is on the nodes and in the log
 * once.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class EveryStepTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST_STEPS = 40;

    private static final List<String> OF_ACCOUNTS = List.of(
            "account_event",
            "signing_key",
            "retiring_key",
            "nats_user",
            "revocation",
            "credential",
            "share_export",
            "share_import",
            "share_activation",
            "delivery");
    private static final List<String> OF_TEAMS = List.of("account", "audit_entry", "membership", "invitation");

    @Inject
    Database database;

    @Inject
    FakeNodes nodes;

    private FaultPlan faults;
    private final Api ada = Api.person("ada");
    private String team;
    private String account;
    private String key;
    private String user;
    private String signingKey;

    /** What is changed, by whom does not matter. */
    enum Change {
        USER_ISSUED("user.create", false),
        USER_REVOKED("user.revoke", true),
        USER_ROTATED("user.rotate", true),
        KEY_ROTATED("signing-key.rotate", true),
        STORAGE_LIMITED("account.update", true),
        SHARING_APPROVED("share-request.approve", false),
        LEAVE_WITHDRAWN("activation.revoke", true),
        ACCOUNT_DELETED("account.delete", true),
        TEAM_DELETED("team.delete", true);

        private final String action;
        private final boolean reachesNodes;

        Change(String action, boolean reachesNodes) {
            this.action = action;
            this.reachesNodes = reachesNodes;
        }
    }

    @BeforeEach
    void prepare() {
        faults = new FaultPlan(database);
        team = ada.team();
        account = ada.account("a");
        user = account + "/users/"
                + ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        signingKey =
                account + "/signing-keys/" + ada.get(account + "/signing-keys").path("items[0].id");
        key = ada.get(account).path("publicKey");
    }

    @AfterEach
    void heal() {
        faults.close();
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void changeThatDiesAtAnyStepLeavesNothingAndCanBeSentAgain(Change change) {
        Supplier<Response> request = request(change);
        settled();
        int pushes = nodes.pushed(key).size();
        long acts = acts(change);

        int steps = cutOffAtEveryStep(team, request);

        assertThat(steps).as("writes of " + change).isGreaterThan(2);
        settled();
        assertThat(acts(change)).isEqualTo(acts + 1);
        if (change.reachesNodes) {
            await().atMost(SOON).until(() -> nodes.pushed(key).size() > pushes);
            AccountClaims served = Jwt.decode(nodes.jwt("N1", key), AccountClaims.class);
            assertThat(served.issuedAt()).isEqualTo(nodes.pushed(key).getLast().issuedAt());
            assertThat(isTrue(change, served))
                    .as("what the nodes serve: " + served)
                    .isTrue();
        }
    }

    @Test
    void rotationOfTheOperatorsKeyThatDiesAtAnyStepGoesOnWhereItWas() {
        settled();
        Api root = Api.operator("root");
        root.get("/operator/keys").then().statusCode(200);
        started(Instant.now().minusSeconds(60));
        long acts = count("operator_action where action like 'operator-key.%'");

        assertThat(cutOffAtEveryStep(FaultPlan.NO_TEAM, () -> root.post("/operator/keys/announce", "")))
                .isGreaterThan(2);
        started(Instant.now().plusSeconds(60));
        String next = root.get("/operator/keys").path("nextSigningKey");
        assertThat(cutOffAtEveryStep(FaultPlan.NO_TEAM, () -> root.post("/operator/keys/sign", "")))
                .isGreaterThan(1);
        await().atMost(SOON).until(() -> root.get("/operator/keys").<Integer>path("accountsLeft"), left -> left == 0);
        sql("update operator set promoted_at = promoted_at - interval '1 hour'");
        assertThat(cutOffAtEveryStep(FaultPlan.NO_TEAM, () -> root.post("/operator/keys/withdraw", "")))
                .isGreaterThan(1);

        assertThat(root.get("/operator/keys").<String>path("signingKey")).isEqualTo(next);
        assertThat(Jwt.decode(nodes.jwt("N1", key), AccountClaims.class).issuer())
                .isEqualTo(next);
        assertThat(count("operator_action where action like 'operator-key.%'")).isEqualTo(acts + 3);
    }

    /** Another process signed with the old key after the new one had taken over, and died. */
    @Test
    void accountThatWasSignedWithTheOldKeyMeanwhileIsSignedAnew() {
        settled();
        Api root = Api.operator("root");
        started(Instant.now().minusSeconds(60));
        String before = nodes.jwt("N1", key);
        root.post("/operator/keys/announce", "").then().statusCode(200);
        started(Instant.now().plusSeconds(60));
        root.post("/operator/keys/sign", "").then().statusCode(200);
        await().atMost(SOON).until(() -> root.get("/operator/keys").<Integer>path("accountsLeft"), left -> left == 0);

        sql("update delivery set pushed_jwt = '" + before + "' where account_key = '" + key + "'");

        await().atMost(SOON).until(() -> root.get("/operator/keys").<Integer>path("accountsLeft"), left -> left == 0);
        sql("update operator set promoted_at = promoted_at - interval '1 hour'");
        root.post("/operator/keys/withdraw", "").then().statusCode(200);
    }

    private Supplier<Response> request(Change change) {
        return switch (change) {
            case USER_ISSUED -> () -> ada.post(account + "/users", "{\"name\": \"new\"}");
            case USER_REVOKED -> () -> ada.post(user + "/revoke", "");
            case USER_ROTATED -> () -> ada.post(user + "/rotate", "{}");
            case KEY_ROTATED -> () -> ada.post(signingKey + "/rotate", "{\"overlapSeconds\": 3600}");
            case STORAGE_LIMITED -> () -> ada.patch(account, "{\"limits\": {\"diskStorageBytes\": 4096}}");
            case SHARING_APPROVED -> {
                Api bob = Api.person("bob");
                String importer = bob.account("importer");
                String asked = bob.post(importer + "/share-requests", "{\"exportId\": \"" + export() + "\"}")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
                yield () -> ada.post("/teams/" + team + "/share-requests/" + asked + "/approve", "{}");
            }
            case LEAVE_WITHDRAWN -> {
                String export = account + "/exports/" + export();
                String importer = ada.get(ada.account("importer")).path("publicKey");
                String leave = ada.post(export + "/activations", "{\"accountKey\": \"" + importer + "\"}")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");
                yield () -> ada.delete(export + "/activations/" + leave);
            }
            case ACCOUNT_DELETED -> () -> ada.delete(account);
            case TEAM_DELETED -> () -> ada.delete("/teams/" + team);
        };
    }

    private String export() {
        return ada.post(
                        account + "/exports",
                        "{\"name\": \"orders\", \"subject\": \"orders\", \"kind\": \"stream\", \"tokenRequired\": true,"
                                + " \"advertised\": true}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static boolean isTrue(Change change, AccountClaims served) {
        return switch (change) {
            case USER_ISSUED, SHARING_APPROVED -> true;
            case USER_REVOKED, USER_ROTATED -> served.revocations().size() == 1;
            case KEY_ROTATED -> served.signingKeys().size() == 2;
            case STORAGE_LIMITED -> served.limits().jetStream().diskStorageBytes() == 4096;
            case LEAVE_WITHDRAWN ->
                served.exports().getFirst().terms().revocations().size() == 1;
            case ACCOUNT_DELETED, TEAM_DELETED -> served.limits().connections() == 0;
        };
    }

    /** Sends the request with a fault after its first write, its second, and so on until it gets through. Returns its writes. */
    private int cutOffAtEveryStep(String who, Supplier<Response> request) {
        faults.watch(watched(who));
        for (int step = 1; step <= MOST_STEPS; step++) {
            String before = rows(who);
            faults.aim(who, step);
            Response response = request.get();
            faults.rest();
            if (response.statusCode() < 300) {
                return step - 1;
            }
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(503);
            assertThat(rows(who))
                    .as("what is there after a fault at write " + step)
                    .isEqualTo(before);
        }
        throw new AssertionError("it never got through");
    }

    private static List<String> watched(String who) {
        return who.equals(FaultPlan.NO_TEAM)
                ? List.of("operator", "operator_action", "sealed_seed")
                : java.util.stream.Stream.of(
                                OF_ACCOUNTS,
                                OF_TEAMS,
                                List.of("sealed_seed", "share_request", "team", "sharing_settings"))
                        .flatMap(List::stream)
                        .toList();
    }

    /** All that a change of the team, or of the operator, may have written. */
    private String rows(String who) {
        if (who.equals(FaultPlan.NO_TEAM)) {
            return text(
                    "select (select cast(t as text) from operator t) || (select count(*) from operator_action) || ' '"
                            + " || (select count(*) from sealed_seed)");
        }
        StringBuilder all = new StringBuilder("select cast(t as text) as row from team t where id = '" + team + "'");
        for (String table : OF_TEAMS) {
            all.append(" union all select cast(t as text) from ")
                    .append(table)
                    .append(" t where team_id = '" + team + "'");
        }
        for (String table : OF_ACCOUNTS) {
            all.append(" union all select cast(t as text) from ").append(table);
            all.append(" t where account_id in (select id from account where team_id = '" + team + "')");
        }
        all.append(" union all select cast(t as text) from share_request t where exporter_team_id = '" + team + "'");
        return text(
                "select string_agg(row, ' ' order by row) || (select count(*) from sealed_seed) from (" + all + ") x");
    }

    private void settled() {
        await().atMost(SOON)
                .until(() -> count("delivery where due_at is not null and account_id in (select id from account"
                                + " where team_id = '" + team + "')")
                        == 0);
    }

    private void started(Instant at) {
        nodes.answers(
                "$SYS.REQ.SERVER.PING",
                "{\"statsz\": {\"start\": \"%s\", \"connections\": 7, \"mem\": 1, \"cpu\": 0.5}}".formatted(at));
    }

    private long acts(Change change) {
        return count(
                "audit_entry where team_id = '" + team + "' and action = '" + change.action + "' and outcome = 'done'");
    }

    private long count(String of) {
        return Long.parseLong(text("select cast(count(*) as text) from " + of));
    }

    private String text(String question) {
        return database.await(
                work -> work.session().createNativeQuery(question, String.class).getSingleResult());
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }
}
