package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Jwt;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes reach the nodes, in order, and stay there. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class ProvisioningTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    FakeNodes nodes;

    @AfterEach
    void heal() {
        nodes.stubborn("N1", false);
        nodes.stubborn("N2", false);
        nodes.reachable(true);
    }

    @Test
    void accountBecomesActiveOnEveryNode() {
        Api ada = Api.person("ada");

        String account = ada.account("a");

        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");
        AccountClaims claims = Jwt.decode(nodes.jwt("N2", key), AccountClaims.class);
        assertThat(nodes.jwt("N1", key)).isEqualTo(nodes.jwt("N2", key));
        assertThat(claims.limits().connections()).isEqualTo(100);
        assertThat(claims.limits().data()).isEqualTo(-1);
        assertThat(claims.signingKeys()).hasSize(1);
    }

    @Test
    void lastChangeWinsAndEachPushIsIssuedLater() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        IntStream.rangeClosed(1, 20)
                .forEach(i -> ada.patch(account, "{\"limits\": {\"connections\": " + i + "}}")
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("provisioning")));

        becomes(ada, account, "active");
        List<AccountClaims> pushed = nodes.pushed(ada.get(account).path("publicKey"));
        assertThat(pushed.getLast().limits().connections()).isEqualTo(20);
        assertThat(pushed.stream().map(AccountClaims::issuedAt).toList())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(Comparator.naturalOrder());
    }

    @Test
    void suspensionClosesTheAccountAndResumingOpensIt() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.post(account + "/suspend", "").then().statusCode(200).body("suspended", equalTo(true));

        becomes(ada, account, "suspended");
        String key = ada.get(account).path("publicKey");
        assertThat(Jwt.decode(nodes.jwt("N1", key), AccountClaims.class)
                        .limits()
                        .connections())
                .isZero();
        ada.post(account + "/resume", "").then().statusCode(200);
        becomes(ada, account, "active");
        assertThat(Jwt.decode(nodes.jwt("N1", key), AccountClaims.class)
                        .limits()
                        .connections())
                .isEqualTo(100);
    }

    @Test
    void revokedAndDeletedUsersAreRefusedByTheNodes() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        var revoked = ada.post(account + "/users", "{\"name\": \"r\"}");
        var deleted = ada.post(account + "/users", "{\"name\": \"d\"}");

        ada.post(account + "/users/" + revoked.path("user.id") + "/revoke", "")
                .then()
                .statusCode(200);
        ada.delete(account + "/users/" + deleted.path("user.id")).then().statusCode(204);

        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");
        assertThat(Jwt.decode(nodes.jwt("N1", key), AccountClaims.class).revocations())
                .containsOnlyKeys(revoked.<String>path("user.publicKey"), deleted.<String>path("user.publicKey"));
    }

    @Test
    void deletedAccountIsClosedAndGone() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");

        ada.delete(account).then().statusCode(204);
        ada.post(account + "/purge", "").then().statusCode(204);

        await().atMost(SOON).until(() -> nodes.jwt("N1", key).isEmpty());
        AccountClaims last = nodes.pushed(key).getLast();
        assertThat(last.limits().connections()).isZero();
        assertThat(last.signingKeys()).isEmpty();
    }

    @Test
    void changesWaitForNodesThatAreAway() {
        Api ada = Api.person("ada");
        nodes.reachable(false);

        String account = ada.account("a");

        ada.get(account).then().body("state", equalTo("provisioning"));
        becomes(ada, account, "degraded");
        ada.get(account).then().body("stateReason", containsString("no node"));
        nodes.reachable(true);
        becomes(ada, account, "active");
    }

    @Test
    void nodeThatSaysYesAndDoesNoIsFoundOut() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        nodes.stubborn("N2", true);

        ada.patch(account, "{\"limits\": {\"connections\": 7}}").then().statusCode(200);

        becomes(ada, account, "degraded");
        ada.get(account).then().body("stateReason", containsString("N2"));
        nodes.stubborn("N2", false);
        becomes(ada, account, "active");
    }

    @Test
    void nodeWithAnEmptyDiskGetsEverythingBack() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");

        String before = nodes.jwt("N2", key);

        nodes.wipe("N1");
        nodes.reachable(true);

        await().atMost(SOON).until(() -> !nodes.jwt("N1", key).isEmpty());
        assertThat(nodes.jwt("N1", key)).isEqualTo(before).isEqualTo(nodes.jwt("N2", key));
        ada.patch(account, "{\"limits\": {\"connections\": 7}}").then().statusCode(200);
        becomes(ada, account, "active");
        assertThat(nodes.pushed(key).getLast().limits().connections()).isEqualTo(7);
    }

    @Test
    void nodeThatDoesNotTakeWhatItLostGetsANewTokenUntilItDoes() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        becomes(ada, account, "active");
        String key = ada.get(account).path("publicKey");
        String before = nodes.jwt("N2", key);

        nodes.wipe("N1");
        nodes.stubborn("N1", true);
        nodes.reachable(true);
        becomes(ada, account, "degraded");
        nodes.stubborn("N1", false);

        becomes(ada, account, "active");
        assertThat(nodes.jwt("N1", key)).isNotEqualTo(before).isEqualTo(nodes.jwt("N2", key));
    }

    private static void becomes(Api api, String account, String state) {
        await().atMost(SOON).until(() -> api.get(account).path("state"), state::equals);
    }
}
