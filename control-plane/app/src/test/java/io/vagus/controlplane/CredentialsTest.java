package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.CredsFile;
import io.vagus.identity.Jwt;
import io.vagus.identity.KeyKind;
import io.vagus.identity.NkeyPair;
import io.vagus.identity.UserClaims;
import io.vagus.identity.UserLimits;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing keys as roles, users, what was handed out and how it is taken back. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class CredentialsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    FakeNodes nodes;

    @Test
    void roleIsATemplateInTheToken() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        String key = ada.post(account + "/signing-keys", """
            {"name": "sensor", "permissions": {"publish": {"allow": ["m.{{name()}}.>"]}},
             "limits": {"sourceNetworks": ["10.0.0.0/8"], "connectionTypes": ["MQTT"], "payloadBytes": 100,
               "times": [{"start": "08:00:00", "end": "18:00:00"}], "timeZone": "Europe/Berlin"},
             "bearer": true}\
            """)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Response user = ada.post(
                account + "/users", "{\"name\": \"s1\", \"signingKeyId\": \"" + key + "\", \"tags\": [\"T:1\"]}");

        user.then().statusCode(201).body("creds", nullValue()).body("bearerToken", notNullValue());
        UserClaims claims = Jwt.decode(user.path("bearerToken"), UserClaims.class);
        assertThat(claims.hasNoLimits()).isTrue();
        assertThat(claims.tags()).containsExactly("t:1");
        UserLimits template = template(ada, account, user.path("user.issuerKey"));
        assertThat(template.permissions().publish().allow()).containsExactly("m.{{name()}}.>");
        assertThat(template.sourceNetworks()).containsExactly("10.0.0.0/8");
        assertThat(template.connectionTypes()).containsExactly("MQTT");
        assertThat(template.timeZone()).isEqualTo("Europe/Berlin");
        assertThat(template.payloadBytes()).isEqualTo(100);
        assertThat(template.bearer()).isTrue();
    }

    @Test
    void changedRoleChangesItsUsersWithoutNewCredentials() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        Response key = ada.post(
                account + "/signing-keys", "{\"name\": \"r\", \"permissions\": {\"publish\": {\"allow\": [\"a\"]}}}");

        ada.patch(
                        account + "/signing-keys/" + key.path("id"),
                        "{\"permissions\": {\"publish\": {\"allow\": [\"b\"]}}, \"description\": \"d\"}")
                .then()
                .statusCode(200)
                .body("description", equalTo("d"));

        assertThat(template(ada, account, key.path("publicKey"))
                        .permissions()
                        .publish()
                        .allow())
                .containsExactly("b");
        ada.patch(account + "/signing-keys/" + first(ada, account), "{\"permissions\": {}}")
                .then()
                .statusCode(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"permissions\": {\"publish\": {\"allow\": [\"{{nobody()}}\"]}}} | 400 |"
                        + " permissions.publish.allow[0]",
                "{\"permissions\": {}, \"limits\": {\"sourceNetworks\": [\"10\"]}} | 400 | limits.sourceNetworks[0]",
                "{\"permissions\": {}, \"limits\": {\"times\": [{\"start\": \"8\", \"end\": \"9\"}]}} | 400 |"
                        + " limits.times[0]",
                "{\"permissions\": {}, \"limits\": {\"timeZone\": \"Mars\"}}       | 400 | limits.timeZone",
                "{\"limits\": {\"payloadBytes\": 5}}                               | 409 | limits",
                "{\"bearer\": true}                                                | 409 | bearer",
                "{\"publicKey\": \"UAAA\"}                                         | 400 | publicKey",
            })
    void rolesThatNodesWouldNotUnderstandAreRefused(String body, int status, String field) {
        Api ada = Api.person("ada");
        String named = "{\"name\": \"r\", " + body.strip().substring(1);

        ada.post(ada.account("a") + "/signing-keys", named)
                .then()
                .statusCode(status)
                .body("errors.field", contains(field));
    }

    @Test
    void rotatedKeyCountsUntilItsTime() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String key = first(ada, account);
        Response user = ada.post(account + "/users", "{\"name\": \"u\"}");
        String old = user.path("user.issuerKey");

        String fresh = ada.post(account + "/signing-keys/" + key + "/rotate", "{\"overlapSeconds\": 3}")
                .then()
                .statusCode(200)
                .body("retiring.publicKey", contains(old))
                .extract()
                .path("publicKey");

        assertThat(served(ada, account).signingKeys()).containsOnlyKeys(old, fresh);
        ada.post(account + "/users", "{\"name\": \"v\"}").then().body("user.issuerKey", equalTo(fresh));
        await().atMost(SOON).until(() -> served(ada, account).signingKeys().keySet(), Set.of(fresh)::equals);
        ada.get(account + "/users?q=u").then().body("items[0].state", equalTo("revoked"));
        ada.get(account + "/users?q=v").then().body("items[0].state", equalTo("active"));
    }

    @Test
    void disabledKeyShutsItsUsersOutUntilItIsEnabled() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        Response key = ada.post(account + "/signing-keys", "{\"name\": \"k\"}");
        String path = account + "/signing-keys/" + key.path("id");
        ada.post(account + "/users", "{\"name\": \"u\", \"signingKeyId\": \"" + key.path("id") + "\"}");

        ada.post(path + "/disable", "").then().statusCode(200).body("disabled", equalTo(true));

        assertThat(served(ada, account).signingKeys()).doesNotContainKey(key.path("publicKey"));
        ada.get(account + "/users?q=u").then().body("items[0].state", equalTo("disabled"));
        ada.post(account + "/users", "{\"name\": \"v\", \"signingKeyId\": \"" + key.path("id") + "\"}")
                .then()
                .statusCode(409)
                .body("errors.field", contains("signingKeyId"));
        ada.post(path + "/enable", "").then().statusCode(200);
        assertThat(served(ada, account).signingKeys()).containsKey(key.path("publicKey"));
        ada.get(account + "/users?q=u").then().body("items[0].state", equalTo("active"));
    }

    @Test
    void programmaticSeedIsShownOnceAndNotKept() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        Response key = ada.post(account + "/signing-keys", "{\"name\": \"p\", \"programmatic\": true}", "once");

        String seed = key.path("seed");
        assertThat(NkeyPair.fromSeed(seed.getBytes(StandardCharsets.US_ASCII)).publicKey())
                .hasToString(key.path("publicKey"));
        ada.post(account + "/signing-keys", "{\"name\": \"p\", \"programmatic\": true}", "once")
                .then()
                .statusCode(201)
                .body("seed", nullValue());
        ada.get(account + "/signing-keys/" + key.path("id")).then().body("seed", nullValue());
        ada.post(account + "/users", "{\"name\": \"u\", \"signingKeyId\": \"" + key.path("id") + "\"}")
                .then()
                .statusCode(409);
        assertThat(served(ada, account).signingKeys()).containsKey(key.path("publicKey"));
        String own = NkeyPair.generate(KeyKind.ACCOUNT, new SecureRandom())
                .publicKey()
                .toString();
        ada.post(account + "/signing-keys", "{\"name\": \"own\", \"publicKey\": \"" + own + "\"}")
                .then()
                .statusCode(201)
                .body("seed", nullValue())
                .body("programmatic", equalTo(true));
        assertThat(served(ada, account).signingKeys()).containsKey(own);
    }

    @Test
    void rotationOfAUserRevokesTheOldCredentialsOrLetsThemOverlap() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        Response made = ada.post(account + "/users", "{\"name\": \"u\", \"expiresInSeconds\": 3600}");
        String path = account + "/users/" + made.path("user.id");
        String first = made.path("user.publicKey");

        Response second = ada.post(path + "/rotate", "{}");

        second.then()
                .statusCode(200)
                .body("creds", containsString("BEGIN NATS USER JWT"))
                .body("user.expiresAt", notNullValue());
        assertThat(served(ada, account).revocations()).containsOnlyKeys(first);
        String third = ada.post(path + "/rotate", "{\"overlapSeconds\": 2}").path("user.publicKey");
        assertThat(served(ada, account).revocations()).containsOnlyKeys(first);
        ada.get(path + "/credentials")
                .then()
                .body("items.state", contains("active", "active", "revoked"))
                .body("items.userPublicKey", contains(third, second.path("user.publicKey"), first))
                .body("items[0].takenBy", equalTo(ada.email()))
                .body("items[1].revokeAt", notNullValue());
        await().atMost(SOON)
                .until(
                        () -> served(ada, account).revocations().keySet(),
                        Set.of(first, second.<String>path("user.publicKey"))::equals);
        ada.get(path + "/credentials").then().body("items.state", contains("active", "revoked", "revoked"));
        ada.post(path + "/revoke", "").then().statusCode(200);
        assertThat(served(ada, account).revocations()).hasSize(3);
        ada.get(account + "/credentials").then().body("items", hasSize(3));
    }

    @Test
    void everythingIssuedUntilNowIsRevokedInOneWord() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String user = ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        ada.post(account + "/users", "{\"name\": \"v\"}");

        ada.post(account + "/users/revoke-all", "{}").then().statusCode(200).body("users", equalTo(2));

        AccountClaims claims = served(ada, account);
        assertThat(claims.revocations()).containsOnlyKeys("*");
        ada.get(account + "/users").then().body("items.state", contains("revoked", "revoked"));
        ada.post(account + "/users/revoke-all", "{\"issuedUntil\": \"2999-01-01T00:00:00Z\"}")
                .then()
                .statusCode(400);
        Response again = ada.post(account + "/users/" + user + "/rotate", "{}");
        again.then().statusCode(200).body("user.state", equalTo("active"));
        UserClaims fresh = Jwt.decode(
                CredsFile.parse(again.<String>path("creds").getBytes(StandardCharsets.US_ASCII))
                        .jwt(),
                UserClaims.class);
        assertThat(claims.isRevoked(fresh.subject(), fresh.issuedAt())).isFalse();
    }

    @Test
    void previewDecidesAsTheNodeWould() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.post(account + "/permission-preview", """
            {"permissions": {"publish": {"allow": ["m.{{name()}}.>"], "deny": ["m.*.secret"]},
               "subscribe": {"allow": ["c.{{tag(site)}}"]}}, "userName": "s1", "tags": ["site:berlin"],
             "checks": [{"act": "publish", "subject": "m.s1.x"}, {"act": "publish", "subject": "m.s1.secret"},
               {"act": "publish", "subject": "m.s2.x"}, {"act": "subscribe", "subject": "c.berlin"},
               {"act": "subscribe", "subject": "c.>"}]}\
            """)
                .then()
                .statusCode(200)
                .body("verdicts.allowed", contains(true, false, false, true, false))
                .body("permissions.publish.allow", contains("m.s1.>"))
                .body("permissions.subscribe.allow", contains("c.berlin"));
        ada.post(account + "/permission-preview", """
            {"permissions": {"subscribe": {"deny": ["c.{{tag(site)}}"]}},
             "checks": [{"act": "subscribe", "subject": "x"}]}\
            """)
                .then()
                .statusCode(200)
                .body("refused", containsString("site"))
                .body("verdicts.allowed", contains(false));
        String user = ada.post(
                        account + "/users", "{\"name\": \"u\", \"permissions\": {\"publish\": {\"allow\": [\"a\"]}}}")
                .path("user.id");
        ada.post(
                        account + "/permission-preview",
                        "{\"userId\": \"" + user + "\", \"checks\": [{\"act\": \"publish\", \"subject\": \"a\"},"
                                + " {\"act\": \"publish\", \"subject\": \"b\"}]}")
                .then()
                .body("verdicts.allowed", contains(true, false));
    }

    @Test
    void bearerUsersAreRefusedWhereTheAccountDoesNotAllowThem() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        ada.patch(account, "{\"limits\": {\"bearerDisallowed\": true}}").then().statusCode(200);

        ada.post(account + "/users", "{\"name\": \"u\", \"bearer\": true}")
                .then()
                .statusCode(409)
                .body("errors.field", contains("bearer"));
    }

    @Test
    void connectionsAreShownWithTheirUsersAndKicked() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String other = ada.account("b");
        Response user = ada.post(account + "/users", "{\"name\": \"u\"}");
        String key = ada.get(account).path("publicKey");
        nodes.connect("N1", 7, key, user.path("user.publicKey"));
        nodes.connect("N2", 8, key, "UNKNOWN");

        ada.get(account + "/connections")
                .then()
                .statusCode(200)
                .body("items.cid", containsInAnyOrder(7, 8))
                .body("items.find { it.cid == 7 }.userName", equalTo("u"))
                .body("nodesAnswered", equalTo(2));
        ada.get(account + "/connections?userId=" + user.path("user.id")).then().body("items.cid", contains(7));
        ada.get(other + "/connections").then().body("items", empty());
        ada.post(other + "/connections/kick", "{\"node\": \"N1\", \"cid\": 7}")
                .then()
                .statusCode(404);
        ada.post(account + "/connections/kick", "{\"node\": \"N1\", \"cid\": 7}")
                .then()
                .statusCode(204);
        ada.get(account + "/connections").then().body("items.cid", contains(8));
        Api.person("eve").get(account + "/connections").then().statusCode(404);
    }

    private AccountClaims served(Api api, String account) {
        await().atMost(SOON).until(() -> api.get(account).path("state"), "active"::equals);
        return Jwt.decode(nodes.jwt("N1", api.get(account).path("publicKey")), AccountClaims.class);
    }

    private UserLimits template(Api api, String account, String key) {
        return Objects.requireNonNull(
                        Objects.requireNonNull(served(api, account).signingKey(key))
                                .scope())
                .template();
    }

    private static String first(Api api, String account) {
        return api.get(account + "/signing-keys").path("items[0].id");
    }
}
