package io.vagus.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vagus.identity.CredsFile;
import io.vagus.identity.Jwt;
import io.vagus.identity.UserClaims;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of the API rely on. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class ApiTest {

    @Test
    void firstCallMakesThePersonsOwnTeam() {
        Api ada = Api.person("ada");

        ada.get("/me")
                .then()
                .statusCode(200)
                .body("teams", hasSize(1))
                .body("teams[0].role", equalTo("owner"))
                .header("X-Request-Id", notNullValue());
    }

    @Test
    void manyFirstCallsAtOnceMakeOnePersonWithOneTeam() throws Exception {
        Api ada = Api.person("ada");

        List<String> teams = atOnce(8, ada::team);

        assertThat(teams).hasSize(8).containsOnly(teams.getFirst());
        ada.get("/teams").then().body("items", hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "vgs_nonsense", "a.b.c"})
    void badTokensAreUnauthorized(String token) {
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/me")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .contentType("application/problem+json")
                .body("type", equalTo("urn:vagus:problem:unauthorized"));
    }

    @Test
    void tokensForOthersAreUnauthorized() {
        String subject = UUID.randomUUID().toString();

        Api.bearer(Api.token(subject, "eve@example.com", "another-api", "https://server.example.com"))
                .get("/me")
                .then()
                .statusCode(401);
        Api.bearer(Api.token(subject, "eve@example.com", "vagus-api", "https://elsewhere.example.com"))
                .get("/me")
                .then()
                .statusCode(401);
    }

    @Test
    void configIsOpenToEverybody() {
        given().get("/api/v1/config")
                .then()
                .statusCode(200)
                .body("oidc.clientId", equalTo("vagus-portal"))
                .body("natsUrls", hasSize(1));
    }

    @Test
    void publishesTheDocument() {
        given().get("/openapi/control-plane.yaml").then().statusCode(200).body(containsString("openapi: 3.1.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/accounts/1/users", "/settings"})
    void pagesOfThePortalStartWithItsStartPage(String page) {
        given().get(page)
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .header("Cache-Control", "no-cache");
    }

    @Test
    void filesThatAreNotThereAreNotPages() {
        given().get("/assets/nothing.js").then().statusCode(404);
        given().get("/openapi/nothing.yaml").then().statusCode(404);
    }

    @Test
    void personalTokenDoesWhatItsPersonMay() {
        Api ada = Api.person("ada");
        Map<String, Object> created = ada.post("/tokens", "{\"name\": \"ci\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("");
        Api script = Api.bearer(String.valueOf(created.get("secret")));

        script.get("/me").then().statusCode(200).body("email", equalTo(ada.email()));
        script.get("/tokens").then().body("items[0].secret", nullValue()).body("items[0].lastUsedAt", notNullValue());
        script.post("/tokens", "{\"name\": \"more\"}").then().statusCode(403);
        ada.delete("/tokens/" + created.get("id")).then().statusCode(204);
        script.get("/me").then().statusCode(401);
        ada.get("/teams/" + ada.team() + "/audit")
                .then()
                .body("items.action", contains("token.use", "token.delete", "token.create", "token.create"))
                .body("items.outcome", contains("refused", "done", "refused", "done"));
    }

    @Test
    void personalTokenExpires() {
        Api ada = Api.person("ada");
        String secret = ada.post("/tokens", "{\"name\": \"short\", \"expiresInSeconds\": 1}")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");

        await().untilAsserted(() -> Api.bearer(secret).get("/me").then().statusCode(401));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":                              | 400 | malformed  |",
                "[]                                      | 400 | malformed  |",
                "{\"name\": \"a\"} x                     | 400 | malformed  |",
                "{}                                      | 400 | validation | name",
                "null                                    | 400 | validation | body",
                "\"x\"                                 | 400 | malformed  |",
                "{\"name\": \"a\", \"nome\": 1}          | 400 | validation | nome",
                "{\"name\": 5}                           | 400 | validation | name",
                "{\"name\": \"-a\"}                      | 400 | validation | name",
                "{\"name\": \"a\", \"limits\": {\"connections\": -2}}    | 400 | validation | limits.connections",
                "{\"name\": \"a\", \"limits\": {\"connections\": \"2\"}} | 400 | validation | limits.connections",
                "{\"name\": \"a\", \"limits\": {\"connections\": 1.5}}   | 400 | validation | limits.connections",
                "{\"name\": \"a\", \"limits\": {\"size\": 2}}            | 400 | validation | limits.size",
                "{\"name\": \"a\", \"limits\": {\"diskStorageBytes\": 9, \"streams\": 0}} | 400 | validation |"
                        + " limits.streams",
                "{\"name\": \"a\", \"description\": \"\\u0000\"} | 400 | validation | description",
            })
    void badBodiesAreRefusedByField(String body, int status, String code, String field) {
        Api ada = Api.person("ada");

        Response answer = ada.post("/teams/" + ada.team() + "/accounts", body);

        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:vagus:problem:" + code));
        if (field != null) {
            answer.then().body("errors.field", contains(field));
        }
    }

    @Test
    void namesOfUpTo64CharactersAreTaken() {
        Api ada = Api.person("ada");

        ada.post("/teams", "{\"name\": \"" + "n".repeat(64) + "\"}").then().statusCode(201);
        ada.post("/teams", "{\"name\": \"" + "n".repeat(65) + "\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("name"));
    }

    @Test
    void otherBodiesThanJsonAndLargeOnesAreRefused() {
        Api ada = Api.person("ada");

        ada.request()
                .contentType(ContentType.TEXT)
                .body("x")
                .post("/teams")
                .then()
                .statusCode(415);
        ada.post("/teams", "{\"name\": \"" + "n".repeat(70_000) + "\"}")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void badPathsAndQueriesAreTold() {
        Api ada = Api.person("ada");

        ada.get("/accounts/no-uuid").then().statusCode(404).contentType("application/problem+json");
        ada.get("/nothing").then().statusCode(404).contentType("application/problem+json");
        ada.get("/teams?limit=0").then().statusCode(400).body("errors.field", contains("limit"));
        ada.get("/teams?limit=x").then().statusCode(400).body("errors.field", contains("limit"));
        ada.get("/teams?cursor=x").then().statusCode(400).body("errors.field", contains("cursor"));
        ada.post("/teams", "{\"name\": \"a\"}", "k".repeat(256))
                .then()
                .statusCode(400)
                .body("errors.field", contains("Idempotency-Key"));
    }

    @Test
    void listsArePages() {
        Api ada = Api.person("ada");
        String team = ada.team();
        IntStream.of(3, 1, 2).forEach(i -> ada.post("/teams/" + team + "/accounts", "{\"name\": \"a" + i + "\"}"));

        String cursor = ada.get("/teams/" + team + "/accounts?limit=2")
                .then()
                .body("items.name", contains("a1", "a2"))
                .extract()
                .path("nextCursor");
        ada.get("/teams/" + team + "/accounts?limit=2&cursor=" + cursor)
                .then()
                .body("items.name", contains("a3"))
                .body("nextCursor", nullValue());
    }

    @Test
    void sameKeyCreatesOnce() {
        Api ada = Api.person("ada");
        String accounts = "/teams/" + ada.team() + "/accounts";

        String first = ada.post(accounts, "{\"name\": \"a\"}", "key")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        ada.post(accounts, "{\"name\": \"a\"}", "key")
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body("id", equalTo(first));
        ada.post(accounts, "{\"name\": \"b\"}", "key")
                .then()
                .statusCode(422)
                .body("errors.field", contains("Idempotency-Key"));
        Api.person("bob").post("/teams", "{\"name\": \"a\"}", "key").then().statusCode(201);
    }

    @Test
    void sameKeyAtOnceCreatesOnce() throws Exception {
        Api ada = Api.person("ada");
        String accounts = "/teams/" + ada.team() + "/accounts";

        List<String> ids = atOnce(
                6,
                () -> ada.post(accounts, "{\"name\": \"a\"}", "key")
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id"));

        assertThat(ids).containsOnly(ids.getFirst());
    }

    @Test
    void failedCreationLeavesItsKeyFree() {
        Api ada = Api.person("ada");
        String accounts = "/teams/" + ada.team() + "/accounts";
        ada.post(accounts, "{\"name\": \"taken\"}").then().statusCode(201);

        ada.post(accounts, "{\"name\": \"taken\"}", "key")
                .then()
                .statusCode(409)
                .body("errors.field", contains("name"));
        ada.post(accounts, "{\"name\": \"free\"}", "key").then().statusCode(201);
    }

    @Test
    void replayShowsNoSecret() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.post(account + "/users", "{\"name\": \"u\"}", "user")
                .then()
                .statusCode(201)
                .body("creds", containsString("BEGIN NATS USER JWT"));
        ada.post(account + "/users", "{\"name\": \"u\"}", "user")
                .then()
                .statusCode(201)
                .body("creds", nullValue())
                .body("user.name", equalTo("u"));
        ada.post("/tokens", "{\"name\": \"t\"}", "token").then().body("secret", startsWith("vgs_"));
        ada.post("/tokens", "{\"name\": \"t\"}", "token").then().statusCode(201).body("secret", nullValue());
    }

    @Test
    void strangersSeeNothingAndAreSeen() {
        Api ada = Api.person("ada");
        Api eve = Api.person("eve");
        String team = "/teams/" + ada.team();
        String account = ada.account("a");
        String key = account + "/signing-keys/"
                + ada.post(account + "/signing-keys", "{\"name\": \"k\"}").path("id");
        String user = account + "/users/"
                + ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        String evesOwn = eve.account("e");
        int before = ada.get(team + "/audit?limit=200").path("items.size()");

        List<Response> answers = List.of(
                eve.get(team),
                eve.patch(team, "{\"name\": \"x\"}"),
                eve.get(team + "/members"),
                eve.post(team + "/members", "{\"email\": \"" + eve.email() + "\", \"role\": \"owner\"}"),
                eve.delete(team + "/members/" + ada.get("/me").path("id")),
                eve.get(team + "/audit"),
                eve.get(team + "/accounts"),
                eve.post(team + "/accounts", "{\"name\": \"x\"}"),
                eve.get(account),
                eve.patch(account, "{\"name\": \"x\"}"),
                eve.delete(account),
                eve.post(account + "/suspend", "{}"),
                eve.post(account + "/resume", "{}"),
                eve.get(account + "/traffic"),
                eve.get(account + "/signing-keys"),
                eve.post(account + "/signing-keys", "{\"name\": \"x\"}"),
                eve.delete(key),
                eve.get(account + "/users"),
                eve.post(account + "/users", "{\"name\": \"x\"}"),
                eve.get(user),
                eve.delete(user),
                eve.post(user + "/revoke", "{}"),
                eve.get(evesOwn + user.substring(account.length())),
                eve.delete(evesOwn + key.substring(account.length())),
                eve.delete("/tokens/" + ada.post("/tokens", "{\"name\": \"t\"}").path("id")));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.<String>path("type")).isEqualTo("urn:vagus:problem:not-found");
        });
        List<String> outcomes = ada.get(team + "/audit?limit=200").path("items.outcome");
        assertThat(outcomes.subList(0, outcomes.size() - before).stream().filter("refused"::equals))
                .hasSize(answers.size());
        ada.get(account).then().statusCode(200).body("name", equalTo("a"));
    }

    @Test
    void membersDoMostAndOwnersTheRest() {
        Api ada = Api.person("ada");
        Api bob = Api.person("bob");
        String team = "/teams/" + ada.team();
        String account = ada.account("a");
        String bobsId = bob.get("/me").path("id");

        ada.post(team + "/members", "{\"email\": \"nobody@example.com\", \"role\": \"developer\"}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("email"));
        ada.post(
                        team + "/members",
                        "{\"email\": \"" + bob.email().toUpperCase(java.util.Locale.ROOT)
                                + "\", \"role\": \"developer\"}")
                .then()
                .statusCode(201)
                .body("personId", equalTo(bobsId));
        bob.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(201);
        bob.delete(account).then().statusCode(403);
        bob.delete(team + "/members/" + ada.get("/me").path("id")).then().statusCode(403);
        ada.delete(team + "/members/" + ada.get("/me").path("id")).then().statusCode(409);
        ada.delete(team + "/members/" + bobsId).then().statusCode(204);
        bob.get(account).then().statusCode(404);
    }

    @Test
    void credentialsAreGoodForTheirAccountAndCarryWhatWasAsked() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String accountKey = ada.get(account).path("publicKey");

        String creds = ada.post(
                        account + "/users",
                        "{\"name\": \"u\", \"expiresInSeconds\": 60, \"limits\": {\"subscriptions\": 3},"
                                + " \"permissions\": {\"publish\": {\"allow\": [\"a.>\"]}, \"allowResponses\": 1}}")
                .then()
                .statusCode(201)
                .extract()
                .path("creds");

        try (CredsFile.Credentials credentials = CredsFile.parse(creds.getBytes(StandardCharsets.US_ASCII))) {
            UserClaims claims = Jwt.decode(credentials.jwt(), UserClaims.class);
            assertThat(claims.account()).isEqualTo(accountKey);
            assertThat(claims.subject()).isEqualTo(credentials.key().publicKey().toString());
            assertThat(claims.limits().subscriptions()).isEqualTo(3);
            assertThat(claims.limits().payloadBytes()).isEqualTo(-1);
            assertThat(claims.limits().permissions().publish().allow()).containsExactly("a.>");
            assertThat(claims.expires()).isGreaterThan(claims.issuedAt());
        }
    }

    @Test
    void scopedKeyDecidesForItsUsers() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String key = ada.post(
                        account + "/signing-keys",
                        "{\"name\": \"reader\", \"permissions\": {\"subscribe\": {\"allow\": [\"a.>\"]}}}")
                .then()
                .statusCode(201)
                .body("scoped", equalTo(true))
                .extract()
                .path("id");

        ada.post(account + "/users", "{\"name\": \"u\", \"signingKeyId\": \"" + key + "\", \"limits\": {}}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("limits"));
        String creds = ada.post(account + "/users", "{\"name\": \"u\", \"signingKeyId\": \"" + key + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("creds");
        try (CredsFile.Credentials credentials = CredsFile.parse(creds.getBytes(StandardCharsets.US_ASCII))) {
            assertThat(Jwt.decode(credentials.jwt(), UserClaims.class).hasNoLimits())
                    .isTrue();
        }
        ada.delete(account + "/signing-keys/" + key).then().statusCode(204);
        ada.get(account + "/users").then().body("items[0].state", equalTo("revoked"));
        String first = ada.get(account + "/signing-keys").path("items[0].id");
        ada.delete(account + "/signing-keys/" + first).then().statusCode(409);
    }

    @Test
    void nameOfARevokedUserIsFree() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String id = ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");

        ada.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(409);
        ada.post(account + "/users/" + id + "/revoke", "")
                .then()
                .statusCode(200)
                .body("state", equalTo("revoked"))
                .body("revokedAt", notNullValue());
        ada.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(201);
    }

    private static <T> List<T> atOnce(int count, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> calls = threads.invokeAll(java.util.Collections.nCopies(count, call));
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> each : calls) {
                results.add(each.get());
            }
            return results;
        }
    }
}
