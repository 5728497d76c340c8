package io.vagus.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Jwt;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What those who run the service see and do, and nobody else. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class OperatorTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    FakeNodes nodes;

    @Inject
    Database database;

    @ConfigProperty(name = "vagus.bootstrap.dir")
    Path bootstrap;

    @Test
    void nobodyElseGetsIn() {
        Api ada = Api.person("ada");
        String secret =
                Api.operator("root").post("/tokens", "{\"name\": \"t\"}").path("secret");

        for (String path : new String[] {"/nodes", "/tenants", "/plans", "/drift", "/keys", "/actions"}) {
            ada.get("/operator" + path).then().statusCode(403);
            Api.bearer(secret).get("/operator" + path).then().statusCode(403);
            given().get("/api/v1/operator" + path).then().statusCode(401);
        }
        ada.post("/operator/keys/announce", "").then().statusCode(403);
        ada.post("/operator/resync", "").then().statusCode(403);
    }

    @Test
    void nodesTellTheirHealthAndLoad() {
        started(Instant.now());
        nodes.answers("$SYS.REQ.SERVER.PING.HEALTHZ", "{\"data\": {\"status\": \"ok\"}}");

        Api.operator("root")
                .get("/operator/nodes")
                .then()
                .statusCode(200)
                .body("items.name", hasItems("node-N1", "node-N2"))
                .body("items[0].healthy", equalTo(true))
                .body("items[0].connections", equalTo(7))
                .body("items[0].version", equalTo("2.15.2"));
        Api.operator("root").post("/operator/nodes/NOBODY/reload", "").then().statusCode(404);
    }

    @Test
    void tenantsAreFoundByNameAndByAccount() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        Api root = Api.operator("root");

        root.get("/operator/tenants?q=" + ada.get(account).path("publicKey"))
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(ada.team()))
                .body("items[0].accounts", equalTo(1));
        root.get("/operator/tenants?q=no such team anywhere").then().body("items", hasSize(0));
    }

    @Test
    void planCeilingsHoldForItsTeamsFromThenOn() {
        Api ada = Api.person("ada");
        ada.account("first");
        Api root = Api.operator("root");
        String plan = "p" + ada.team().substring(28);

        root.put("/operator/plans/" + plan, "{\"name\": \"Tiny\", \"totals\": {\"accounts\": 2, \"connections\": 150}}")
                .then()
                .statusCode(200)
                .body("totals.accounts", equalTo(2));
        root.put("/operator/tenants/" + ada.team() + "/plan", "{\"planId\": \"" + plan + "\"}")
                .then()
                .statusCode(200)
                .body("name", equalTo("Tiny"));

        ada.get("/teams/" + ada.team() + "/quotas").then().body("planId", equalTo(plan));
        root.get("/operator/tenants?q=" + ada.team()).then().body("items[0].planId", equalTo(plan));
        String accounts = "/teams/" + ada.team() + "/accounts";
        ada.post(accounts, "{\"name\": \"wide\", \"limits\": {\"connections\": 51}}")
                .then()
                .statusCode(409)
                .body("errors.field", hasItem("limits.connections"));
        ada.post(accounts, "{\"name\": \"second\", \"limits\": {\"connections\": 50}}")
                .then()
                .statusCode(201);
        ada.post(accounts, "{\"name\": \"third\", \"limits\": {\"connections\": 0}}")
                .then()
                .statusCode(409)
                .body("detail", containsString("room for 2 accounts"));
        root.request()
                .header("If-Match", "\"another version\"")
                .contentType("application/json")
                .body("{\"name\": \"Tiny\", \"totals\": {}}")
                .put("/operator/plans/" + plan)
                .then()
                .statusCode(412);
        root.put("/operator/plans/" + plan, "{\"name\": \"Tiny\", \"totals\": {}}")
                .then()
                .statusCode(200);
        ada.post(accounts, "{\"name\": \"third\"}").then().statusCode(201);
        root.get("/operator/actions").then().body("items.action", hasItems("plan.set", "team.plan"));
        ada.get("/teams/" + ada.team() + "/audit").then().body("items.action", hasItem("team.plan"));
    }

    @Test
    void plansRefuseWhatTheyDoNotKnow() {
        Api root = Api.operator("root");
        Api ada = Api.person("ada");

        root.put("/operator/plans/x", "{\"name\": \"X\", \"totals\": {\"wishes\": 3, \"accounts\": -2}}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItems("totals.wishes", "totals.accounts"));
        root.put("/operator/plans/Not an id", "{\"name\": \"X\", \"totals\": {}}")
                .then()
                .statusCode(400);
        root.put("/operator/tenants/" + ada.team() + "/plan", "{\"planId\": \"none such\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("planId"));
        root.put("/operator/tenants/" + java.util.UUID.randomUUID() + "/plan", "{\"planId\": \"free\"}")
                .then()
                .statusCode(404);
        ada.put("/operator/plans/free", "{\"name\": \"Free\", \"totals\": {}}")
                .then()
                .statusCode(403);
        ada.put("/operator/tenants/" + ada.team() + "/plan", "{\"planId\": \"unlimited\"}")
                .then()
                .statusCode(403);
    }

    @Test
    void driftIsSeenAndMended() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);
        String key = ada.get(account).path("publicKey");
        Api root = Api.operator("root");

        nodes.wipe("N1");

        root.get("/operator/drift").then().statusCode(200).body("differences.publicKey", hasItem(key));
        root.post("/operator/resync", "").then().statusCode(200);
        await().atMost(SOON).until(() -> !nodes.jwt("N1", key).isEmpty());
        await().atMost(SOON)
                .untilAsserted(
                        () -> root.get("/operator/drift").then().body("differences.publicKey", not(hasItem(key))));
        root.get("/operator/actions").then().body("items.action", hasItem("drift.resync"));
    }

    @Test
    void signingKeyIsReplacedWithoutAnybodyLosingTheirAccount() throws Exception {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);
        String key = ada.get(account).path("publicKey");
        Api root = Api.operator("root");
        String old = root.get("/operator/keys").path("signingKey");
        started(Instant.now().minusSeconds(60));

        String next = root.post("/operator/keys/announce", "")
                .then()
                .statusCode(200)
                .body("step", equalTo("announced"))
                .body("nodesToRestart", hasItem("node-N1"))
                .extract()
                .path("nextSigningKey");
        assertThat(Files.readString(bootstrap.resolve("operator.conf"))).contains("operator:");
        root.post("/operator/keys/announce", "").then().statusCode(409);
        root.post("/operator/keys/sign", "").then().statusCode(409).body("detail", containsString("node-N1"));

        started(Instant.now().plusSeconds(5));
        root.post("/operator/keys/sign", "").then().statusCode(200).body("signingKey", equalTo(next));
        await().atMost(SOON)
                .until(
                        () -> Jwt.decode(nodes.jwt("N2", key), AccountClaims.class)
                                .issuer(),
                        next::equals);
        await().atMost(SOON).until(() -> root.get("/operator/keys").<Integer>path("accountsLeft"), left -> left == 0);
        root.post("/operator/keys/withdraw", "").then().statusCode(409).body("detail", containsString("minute"));
        database.await(work -> work.session()
                .createNativeQuery("update operator set promoted_at = promoted_at - interval '1 hour'")
                .executeUpdate());
        root.post("/operator/keys/withdraw", "")
                .then()
                .statusCode(200)
                .body("step", equalTo("idle"))
                .body("oldSigningKey", nullValue());
        assertThat(old).isNotEqualTo(next);
        ada.get(account).then().body("state", equalTo("active"));
    }

    @Test
    void everybodySeesHowTheServiceIs() {
        given().get("/api/v1/status")
                .then()
                .statusCode(200)
                .body("parts.name", hasItems("api", "nodes", "provisioning"));
    }

    private void started(Instant at) {
        nodes.answers(
                "$SYS.REQ.SERVER.PING",
                "{\"statsz\": {\"start\": \"%s\", \"connections\": 7, \"mem\": 1, \"cpu\": 0.5}}".formatted(at));
    }
}
