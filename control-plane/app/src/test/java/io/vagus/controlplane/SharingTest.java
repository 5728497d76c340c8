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

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Export;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.Import;
import io.vagus.identity.Jwt;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What accounts give each other, in one team and across teams. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class SharingTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    FakeNodes nodes;

    @Test
    void accountsOfOneTeamShareWithoutAsking() {
        Api ada = Api.person("ada");
        String exporter = ada.account("exporter");
        String importer = ada.account("importer");
        String export = export(ada, exporter, "orders", "orders.*.created", "stream", "");

        ada.post(
                        importer + "/imports",
                        "{\"name\": \"orders\", \"exportId\": \"" + export + "\", \"localSubject\": \"in.$1\"}")
                .then()
                .statusCode(201)
                .body("state", equalTo("active"))
                .body("subject", equalTo("orders.*.created"));

        Export exported = served(ada, exporter).exports().getFirst();
        assertThat(exported.tokenRequired()).isTrue();
        assertThat(exported.kind()).isEqualTo(Export.Kind.STREAM);
        Import imported = served(ada, importer).imports().getFirst();
        assertThat(imported.account()).isEqualTo(ada.get(exporter).path("publicKey"));
        assertThat(imported.localSubject()).isEqualTo("in.$1");
        GenericClaims leave = Jwt.decodeGeneric(imported.token());
        assertThat(leave.issuer()).isEqualTo(ada.get(exporter).path("publicKey"));
        assertThat(leave.subject()).isEqualTo(ada.get(importer).path("publicKey"));
        assertThat(leave.data().path("subject").asText()).isEqualTo("orders.*.created");
        assertThat(leave.data().path("kind").asText()).isEqualTo("stream");
    }

    @Test
    void otherTeamsAskAndAreAnswered() {
        Api ada = Api.person("ada");
        Api bob = Api.person("bob");
        String exporter = ada.account("exporter");
        String importer = bob.account("importer");
        String export = export(ada, exporter, "prices " + bob.team().substring(0, 6), "prices.>", "stream", "");
        String catalogue = "/teams/" + bob.team() + "/catalogue?q=" + bob.team().substring(0, 6);
        String wish = "{\"name\": \"p\", \"exportId\": \"" + export + "\"}";
        bob.get(catalogue).then().body("items", empty());
        bob.post(importer + "/imports", wish).then().statusCode(400);
        ada.patch(exporter + "/exports/" + export, "{\"advertised\": true}")
                .then()
                .statusCode(200);
        bob.get(catalogue).then().body("items", hasSize(1)).body("items[0].accountName", equalTo("exporter"));
        bob.post(importer + "/imports", wish)
                .then()
                .statusCode(409)
                .body("errors.reason[0]", containsString("share request"));

        String asked = bob.post(
                        importer + "/share-requests", "{\"exportId\": \"" + export + "\", \"message\": \"please\"}")
                .then()
                .statusCode(201)
                .body("incoming", equalTo(false))
                .extract()
                .path("id");

        bob.post(importer + "/share-requests", "{\"exportId\": \"" + export + "\"}")
                .then()
                .statusCode(409);
        String decision = "/share-requests/" + asked + "/approve";
        bob.post("/teams/" + bob.team() + decision, "{}").then().statusCode(404);
        Api.person("eve").post("/teams/" + ada.team() + decision, "{}").then().statusCode(404);
        ada.get("/teams/" + ada.team() + "/share-requests")
                .then()
                .body("items[0].incoming", equalTo(true))
                .body("items[0].message", equalTo("please"));
        ada.post("/teams/" + ada.team() + decision, "{}").then().statusCode(200).body("state", equalTo("approved"));
        ada.post("/teams/" + ada.team() + decision, "{}").then().statusCode(409);
        bob.post(importer + "/imports", wish).then().statusCode(201).body("state", equalTo("active"));
        assertThat(served(bob, importer).imports().getFirst().token()).isNotEmpty();
        ada.get("/teams/" + ada.team() + "/audit").then().body("items.action", hasItem("share-request.arrived"));

        String activation =
                ada.get(exporter + "/exports/" + export + "/activations").path("items[0].id");
        ada.delete(exporter + "/exports/" + export + "/activations/" + activation)
                .then()
                .statusCode(204);

        bob.get(importer + "/imports").then().body("items[0].state", equalTo("not-activated"));
        String importerKey = bob.get(importer).path("publicKey");
        assertThat(served(ada, exporter).exports().getFirst().terms().revocations())
                .containsOnlyKeys(importerKey);
        await().atMost(SOON)
                .until(() -> served(bob, importer).imports().getFirst().token(), String::isEmpty);
        ada.delete(exporter + "/exports/" + export).then().statusCode(204);
        bob.get(importer + "/imports").then().body("items[0].state", equalTo("export-gone"));
    }

    @Test
    void leaveGivenAgainIsNotMeantByTheOldRevocation() {
        Api ada = Api.person("ada");
        String exporter = ada.account("exporter");
        String importer = ada.account("importer");
        String key = ada.get(importer).path("publicKey");
        String activations = exporter + "/exports/" + export(ada, exporter, "s", "s", "service", "") + "/activations";
        String body = "{\"accountKey\": \"" + key + "\"}";
        String first =
                ada.post(activations, body).then().statusCode(201).extract().path("id");
        ada.delete(activations + "/" + first).then().statusCode(204);

        String token =
                ada.post(activations, body).then().statusCode(201).extract().path("token");

        long revoked = Objects.requireNonNull(
                served(ada, exporter).exports().getFirst().terms().revocations().get(key));
        assertThat(Jwt.decodeGeneric(token).issuedAt()).isGreaterThan(revoked);
    }

    @Test
    void circlesAreRefused() {
        Api ada = Api.person("ada");
        String a = ada.account("a");
        String b = ada.account("b");
        String c = ada.account("c");
        String ofA = export(ada, a, "a", "x.>", "service", "");
        String ofB = export(ada, b, "b", "x.>", "service", "");
        String ofC = export(ada, c, "c", "x.>", "service", "");
        imports(ada, b, "1", ofA, "").then().statusCode(201);
        imports(ada, c, "2", ofB, "").then().statusCode(201);

        imports(ada, a, "3", ofC, "").then().statusCode(409).body("errors.reason[0]", containsString("circle"));
        imports(ada, a, "4", ofA, "").then().statusCode(409);
        String elsewhere = export(ada, c, "d", "y", "service", "");
        imports(ada, a, "5", elsewhere, "").then().statusCode(201);
    }

    @Test
    void whatNodesWouldRefuseIsRefusedInTheirWords() {
        Api ada = Api.person("ada");
        String a = ada.account("a");
        String export = export(ada, a, "one", "x.>", "stream", "");

        ada.post(a + "/exports", "{\"name\": \"two\", \"subject\": \"x.y\", \"kind\": \"stream\"}")
                .then()
                .statusCode(400)
                .body("errors.reason[0]", containsString("already exports"));
        ada.post(
                        a + "/exports",
                        "{\"name\": \"two\", \"subject\": \"z\", \"kind\": \"stream\", \"responseType\": \"stream\"}")
                .then()
                .statusCode(400);
        ada.post(a + "/exports", "{\"name\": \"one\", \"subject\": \"z\", \"kind\": \"stream\"}")
                .then()
                .statusCode(409)
                .body("errors.field", contains("name"));
        imports(ada, ada.account("b"), "i", export, ", \"localSubject\": \"y\"")
                .then()
                .statusCode(400);
        ada.patch(a, "{\"limits\": {\"exports\": 1}}").then().statusCode(200);
        ada.post(a + "/exports", "{\"name\": \"three\", \"subject\": \"z\", \"kind\": \"stream\"}")
                .then()
                .statusCode(400)
                .body("errors.reason[0]", containsString("more exports than allowed"));
    }

    @Test
    void mappingsAndAuthenticationServiceAreInTheToken() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String user = ada.post(account + "/users", "{\"name\": \"auth\"}").path("user.publicKey");

        ada.request()
                .contentType(ContentType.JSON)
                .body("""
                    {"mappings": [{"subject": "a", "destinations": [{"subject": "b", "weight": 90}, {"subject": "c", "weight": 10}]}],
                     "authentication": {"userKeys": ["%s"]}}\
                    """.formatted(user))
                .put(account + "/sharing-settings")
                .then()
                .statusCode(200);

        AccountClaims claims = served(ada, account);
        assertThat(claims.mappings().get("a")).hasSize(2);
        assertThat(claims.authorization().authUsers()).containsExactly(user);
        ada.get(account + "/sharing-settings").then().body("mappings[0].destinations.weight", contains(90, 10));
        ada.request()
                .contentType(ContentType.JSON)
                .body("{\"mappings\": [{\"subject\": \"a\", \"destinations\": [{\"subject\": \"b\", \"weight\": 90},"
                        + " {\"subject\": \"c\", \"weight\": 11}]}]}")
                .put(account + "/sharing-settings")
                .then()
                .statusCode(400)
                .body("errors.field", contains("mappings"));
    }

    private static String export(Api api, String account, String name, String subject, String kind, String more) {
        return api.post(
                        account + "/exports",
                        "{\"name\": \"" + name + "\", \"subject\": \"" + subject + "\", \"kind\": \"" + kind + "\""
                                + more + "}")
                .then()
                .statusCode(201)
                .body("id", notNullValue())
                .extract()
                .path("id");
    }

    private static Response imports(Api api, String account, String name, String export, String more) {
        return api.post(
                account + "/imports", "{\"name\": \"" + name + "\", \"exportId\": \"" + export + "\"" + more + "}");
    }

    private AccountClaims served(Api api, String account) {
        await().atMost(SOON).until(() -> api.get(account).path("state"), "active"::equals);
        return Jwt.decode(nodes.jwt("N1", api.get(account).path("publicKey")), AccountClaims.class);
    }
}
