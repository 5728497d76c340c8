package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.JetStreamLimits;
import io.vagus.identity.Jwt;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an account may have, what its team may have in all, and how it comes and goes. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class QuotasTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    FakeNodes nodes;

    @Inject
    Database database;

    @Test
    void everyLimitIsInTheToken() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.patch(account, """
            {"limits": {"wildcardExports": false, "bearerDisallowed": true, "diskStorageBytes": 1000,
              "memoryStorageBytes": 500, "streams": 3, "consumers": 4, "maxAckPending": 5,
              "memoryMaxStreamBytes": 6, "diskMaxStreamBytes": 7, "maxBytesRequired": true,
              "rates": {"messagesPerSecond": 10, "connectionBytesPerSecond": 2048, "excess": "error",
                "accountSubscriptions": 9}},
              "tags": ["Env:Prod", "env:prod"], "defaultPermissions": {"publish": {"allow": ["a.>"]}}}\
            """).then().statusCode(200).body("tags", contains("env:prod"));

        AccountClaims claims = served(ada, account);
        assertThat(claims.limits().wildcardExports()).isFalse();
        assertThat(claims.limits().bearerDisallowed()).isTrue();
        assertThat(claims.limits().jetStream()).isEqualTo(new JetStreamLimits(500, 1000, 3, 4, 5, 6, 7, true));
        assertThat(claims.tags())
                .containsExactlyInAnyOrder(
                        "env:prod",
                        "vagus.msgs_per_second:10",
                        "vagus.connection_bytes_per_second:2048",
                        "vagus.max_account_subscriptions:9",
                        "vagus.rate_excess:error");
        assertThat(claims.defaultPermissions().publish().allow()).containsExactly("a.>");
    }

    @Test
    void storageIsFlatOrInTiersAndNeverBoth() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.patch(account, "{\"limits\": {\"diskStorageBytes\": 9, \"tiers\": {\"r1\": {\"diskStorageBytes\": 9}}}}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("limits.tiers"));
        ada.patch(account, "{\"limits\": {\"diskStorageBytes\": 9}}").then().statusCode(200);
        ada.patch(account, "{\"limits\": {\"tiers\": {\"r3\": {\"diskStorageBytes\": 100, \"streams\": 2}}}}")
                .then()
                .statusCode(200)
                .body("limits.diskStorageBytes", equalTo(0));

        AccountClaims tiered = served(ada, account);
        assertThat(tiered.limits().jetStream()).isEqualTo(JetStreamLimits.DISABLED);
        assertThat(tiered.limits().jetStreamTiers()).containsOnlyKeys("R3");
        ada.patch(account, "{\"limits\": {\"diskStorageBytes\": 9}}")
                .then()
                .statusCode(200)
                .body("limits.tiers.r3", nullValue());
        AccountClaims flat = served(ada, account);
        assertThat(flat.limits().jetStreamTiers()).isEmpty();
        assertThat(flat.limits().jetStream().diskStorageBytes()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tags\": [\"vagus.msgs_per_second:9\"]}        | tags[0]",
                "{\"tags\": [\"a b\"]}                            | tags[0]",
                "{\"limits\": {\"maxAckPending\": 0}}             | limits.maxAckPending",
                "{\"limits\": {\"tiers\": {\"r1\": {\"diskStorageBytes\": 5, \"streams\": 0}}}} |"
                        + " limits.tiers.r1.streams",
                "{\"limits\": {\"rates\": {\"messagesPerSecond\": -2}}} | limits.rates.messagesPerSecond",
            })
    void whatNodesWouldMisreadIsRefused(String body, String field) {
        Api ada = Api.person("ada");

        ada.patch(ada.account("a"), body).then().statusCode(400).body("errors.field", hasItem(field));
    }

    @Test
    void poolIsSharedByTheAccountsOfATeam() {
        Api ada = Api.person("ada");
        String team = ada.team();
        plan(team, "{\"accounts\": 3, \"connections\": 1000, \"diskStorageBytes\": 300, \"payloadBytes\": 2000000}");
        String accounts = "/teams/" + team + "/accounts";
        ada.post(accounts, "{\"name\": \"a\", \"limits\": {\"connections\": 700}}")
                .then()
                .statusCode(201);

        ada.post(accounts, "{\"name\": \"b\", \"limits\": {\"connections\": 301}}")
                .then()
                .statusCode(409)
                .body("errors.field", contains("limits.connections"))
                .body("errors.reason", contains("asks for 301, and the team has 300 left of 1000"));
        String second = ada.post(accounts, "{\"name\": \"b\", \"limits\": {\"connections\": 300}}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        ada.patch("/accounts/" + second, "{\"limits\": {\"connections\": -1}}")
                .then()
                .statusCode(409);
        ada.patch("/accounts/" + second, "{\"limits\": {\"payloadBytes\": 2000001}}")
                .then()
                .statusCode(409)
                .body("errors.reason", contains("may be at most 2000000 in the team's plan"));
        ada.patch("/accounts/" + second, "{\"limits\": {\"tiers\": {\"r3\": {\"diskStorageBytes\": 101}}}}")
                .then()
                .statusCode(409)
                .body("errors.field", contains("limits.diskStorageBytes"));
        ada.patch("/accounts/" + second, "{\"limits\": {\"tiers\": {\"r3\": {\"diskStorageBytes\": 90}}}}")
                .then()
                .statusCode(200);

        ada.get("/teams/" + team + "/quotas")
                .then()
                .body("quotas.find { it.limit == 'connections' }.allocated", equalTo(1000))
                .body("quotas.find { it.limit == 'connections' }.available", equalTo(0))
                .body("quotas.find { it.limit == 'diskStorageBytes' }.available", equalTo(30))
                .body("quotas.find { it.limit == 'accounts' }.available", equalTo(1))
                .body("quotas.find { it.limit == 'imports' }.total", equalTo(-1));
        ada.post(accounts, "{\"name\": \"c\", \"limits\": {\"connections\": 0}}")
                .then()
                .statusCode(201);
        ada.post(accounts, "{\"name\": \"d\", \"limits\": {\"connections\": 0}}")
                .then()
                .statusCode(409);
    }

    @Test
    void shrunkenPlanTakesNothingAway() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        plan(ada.team(), "{\"connections\": 50}");

        ada.patch(account, "{\"description\": \"still fine\"}").then().statusCode(200);
        ada.patch(account, "{\"limits\": {\"connections\": 99}}").then().statusCode(200);
        ada.patch(account, "{\"limits\": {\"connections\": 100}}").then().statusCode(409);
    }

    @Test
    void racingAllocationsDoNotOverdrawThePool() throws Exception {
        Api ada = Api.person("ada");
        plan(ada.team(), "{\"connections\": 100}");
        String accounts = "/teams/" + ada.team() + "/accounts";

        List<Integer> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> requests = IntStream.range(0, 6)
                    .<Callable<Integer>>mapToObj(i ->
                            () -> ada.post(accounts, "{\"name\": \"r" + i + "\", \"limits\": {\"connections\": 40}}")
                                    .statusCode())
                    .toList();
            answers =
                    threads.invokeAll(requests).stream().map(Future::resultNow).toList();
        }

        assertThat(answers).containsOnly(201, 409);
        assertThat(answers.stream().filter(status -> status == 201)).hasSize(2);
    }

    @Test
    void templateFillsWhatTheRequestDoesNotSay() {
        Api ada = Api.person("ada");
        String team = "/teams/" + ada.team();
        String template = ada.post(
                        team + "/account-templates",
                        "{\"name\": \"edge\", \"limits\": {\"connections\": 7, \"leafNodes\": 9}, \"tags\":"
                                + " [\"edge\"]}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        ada.post(
                        team + "/accounts",
                        "{\"name\": \"e\", \"templateId\": \"" + template + "\", \"limits\": {\"connections\": 8}}")
                .then()
                .statusCode(201)
                .body("limits.connections", equalTo(8))
                .body("limits.leafNodes", equalTo(9))
                .body("tags", contains("edge"));
        ada.get(team + "/account-templates").then().body("items.name", contains("edge"));
        ada.delete(team + "/account-templates/" + template).then().statusCode(204);
        ada.post(team + "/accounts", "{\"name\": \"f\", \"templateId\": \"" + template + "\"}")
                .then()
                .statusCode(404);
    }

    @Test
    void deletionClosesAtOnceAndCanBeUndone() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String user = ada.post(account + "/users", "{\"name\": \"u\"}")
                .then()
                .extract()
                .path("user.id");

        ada.delete(account).then().statusCode(204);

        await().atMost(SOON).until(() -> ada.get(account).path("state"), "deleting"::equals);
        assertThat(served(ada, account).limits().connections()).isZero();
        ada.get("/teams/" + ada.team() + "/accounts").then().body("items", empty());
        ada.get("/teams/" + ada.team() + "/accounts?deleted=true")
                .then()
                .body("items", hasSize(1))
                .body("items[0].deletion.purgeAt", notNullValue());
        ada.post(account + "/users", "{\"name\": \"v\"}")
                .then()
                .statusCode(409)
                .body("detail", containsString("restore"));
        ada.patch(account, "{\"name\": \"b\"}").then().statusCode(409);
        ada.post(account + "/restore", "").then().statusCode(200).body("deletion", nullValue());
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);
        assertThat(served(ada, account).limits().connections()).isEqualTo(100);
        ada.get(account + "/users/" + user).then().statusCode(200).body("state", equalTo("active"));
        ada.post(account + "/purge", "").then().statusCode(409);
    }

    @Test
    void nameOfAnAccountInDeletionIsFreeForAnother() {
        Api ada = Api.person("ada");
        String first = ada.account("a");
        ada.delete(first).then().statusCode(204);

        ada.account("a");

        ada.post(first + "/restore", "").then().statusCode(409).body("errors.field", contains("name"));
    }

    @Test
    void deletedAccountGoesWhenItsTimeIsOver() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        ada.delete(account).then().statusCode(204);
        String key = ada.get(account).path("publicKey");
        sql("update account set purge_at = now() where public_key = '" + key + "'");

        await().atMost(Duration.ofSeconds(60)).until(() -> ada.get(account).statusCode(), status -> status == 404);

        await().atMost(SOON).until(() -> nodes.jwt("N1", key).isEmpty());
        ada.get("/teams/" + ada.team() + "/audit?limit=1")
                .then()
                .body("items[0].action", equalTo("account.purge"))
                .body("items[0].actorKind", equalTo("system"));
    }

    @Test
    void historySaysWhoChangedWhatAndWhatTheNodesMadeOfIt() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);
        nodes.stubborn("N2", true);
        try {
            ada.patch(account, "{\"limits\": {\"connections\": 7}}").then().statusCode(200);
            await().atMost(SOON).until(() -> ada.get(account).path("state"), "degraded"::equals);
        } finally {
            nodes.stubborn("N2", false);
        }

        ada.get(account + "/history")
                .then()
                .body("items.find { it.outcome == 'failed' }.nodes.find { it.node == 'N2' }.applied", equalTo(false))
                .body("items.find { it.outcome == 'failed' }.nodes.find { it.node == 'N1' }.applied", equalTo(true))
                .body("items.find { it.summary == 'changed limits.connections' }.actor", equalTo(ada.email()))
                .body("items[-1].summary", equalTo("made"));
    }

    @Test
    void listsAreSearchedByNameAndTag() {
        Api ada = Api.person("ada");
        String accounts = "/teams/" + ada.team() + "/accounts";
        ada.post(accounts, "{\"name\": \"Orders\"}");
        ada.post(accounts, "{\"name\": \"Payments\", \"tags\": [\"order-flow\"]}");
        ada.post(accounts, "{\"name\": \"Other\"}");

        ada.get(accounts + "?q=ORDER").then().body("items.name", contains("Orders", "Payments"));
        ada.get(accounts + "?q=" + "x".repeat(65)).then().statusCode(400).body("errors.field", contains("q"));
    }

    private AccountClaims served(Api api, String account) {
        await().atMost(SOON)
                .until(() ->
                        List.of("active", "deleting").contains(api.get(account).path("state")));
        return Jwt.decode(nodes.jwt("N1", api.get(account).path("publicKey")), AccountClaims.class);
    }

    private void plan(String team, String totals) {
        sql("insert into plan (id, name, totals) values ('" + team + "', 'Test', '" + totals + "')");
        sql("insert into team_plan (team_id, plan_id) values ('" + team + "', '" + team + "')");
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }
}
