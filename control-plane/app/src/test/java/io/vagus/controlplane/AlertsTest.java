package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vagus.controlplane.alerts.AlertEvaluator;
import io.vagus.controlplane.platform.Database;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules fire, are looked after and resolve. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class AlertsTest {

    @Inject
    AlertEvaluator evaluator;

    @Inject
    Database database;

    private Api ada;
    private String account;
    private UUID id;

    @BeforeEach
    void open() {
        ada = Api.person("ada");
        account = ada.account("a");
        id = UUID.fromString(ada.get(account).path("id"));
    }

    @Test
    void firesIsAcknowledgedAndResolves() {
        String rule =
                rule("{\"name\": \"many\", \"metric\": \"connections\", \"threshold\": 5, \"severity\": \"critical\"}");

        sampled(3);
        look();
        ada.get(account + "/alerts")
                .then()
                .body("items[0].state", equalTo("ok"))
                .body("items[0].value", equalTo(3.0f));
        ada.post(rule + "/acknowledge", "").then().statusCode(409);

        sampled(9);
        look();
        ada.get(account + "/alerts").then().body("items[0].state", equalTo("firing"));
        look();
        ada.post(rule + "/acknowledge", "").then().statusCode(200).body("acknowledgedBy", equalTo(ada.email()));

        sampled(1);
        look();
        ada.get(account + "/alerts")
                .then()
                .body("items[0].state", equalTo("ok"))
                .body("items[0].acknowledgedBy", nullValue());
        ada.get(account + "/alert-events")
                .then()
                .body("items.kind", contains("resolved", "acknowledged", "firing"))
                .body("items.severity", hasItem("critical"))
                .body("items[2].detail", containsString("9 connections"));
    }

    @Test
    void waitsForItsHoldBeforeItFires() {
        rule("{\"name\": \"held\", \"metric\": \"connections\", \"threshold\": 5, \"holdSeconds\": 3600}");

        sampled(9);
        look();
        look();

        ada.get(account + "/alerts").then().body("items[0].state", equalTo("pending"));
        ada.get(account + "/alert-events").then().body("items", hasSize(0));
        database.await(work -> work.session()
                .createNativeQuery("update alert_rule set state_since = state_since - interval '2 hours'"
                        + " where account_id = :account")
                .setParameter("account", id)
                .executeUpdate());
        look();
        ada.get(account + "/alerts").then().body("items[0].state", equalTo("firing"));
    }

    @Test
    void followsTheAccountsOwnLimit() {
        rule("{\"name\": \"full\", \"metric\": \"connections\", \"limitFraction\": 0.5}");

        sampled(49);
        look();
        ada.get(account + "/alerts").then().body("items[0].state", equalTo("ok"));
        ada.patch(account, "{\"limits\": {\"connections\": 80}}").then().statusCode(200);
        look();
        ada.get(account + "/alerts").then().body("items[0].state", equalTo("firing"));
    }

    @Test
    void senselessRulesAreRefused() {
        create("{\"name\": \"a\", \"metric\": \"connections\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("threshold"));
        create("{\"name\": \"a\", \"metric\": \"inBytes\", \"limitFraction\": 0.5}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("limitFraction"));
        create("{\"name\": \"a\", \"metric\": \"connections\", \"threshold\": 1, \"stream\": \"S\"}")
                .then()
                .statusCode(400);
        create("{\"name\": \"a\", \"metric\": \"nothing\", \"threshold\": 1}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("metric"));
        create("{\"name\": \"a\", \"metric\": \"streams\", \"threshold\": 1, \"channels\": [\"" + UUID.randomUUID()
                        + "\"]}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("channels"));
        create("{\"name\": \"a\", \"metric\": \"streams\", \"threshold\": 1}")
                .then()
                .statusCode(201);
        create("{\"name\": \"a\", \"metric\": \"streams\", \"threshold\": 1}")
                .then()
                .statusCode(409);
    }

    @Test
    void webhookSecretIsShownOnceAndPrivateAddressesAreRefused() {
        channel("{\"name\": \"hook\", \"kind\": \"webhook\", \"target\": \"https://hooks.example.com/x\"}")
                .then()
                .statusCode(201)
                .body("secret", startsWith("vwh_"));
        ada.get(account + "/alert-channels").then().body("items[0].secret", nullValue());
        channel("{\"name\": \"plain\", \"kind\": \"webhook\", \"target\": \"http://hooks.example.com\"}")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("target"));
        channel("{\"name\": \"user\", \"kind\": \"webhook\", \"target\": \"https://a:b@hooks.example.com\"}")
                .then()
                .statusCode(400);
        channel("{\"name\": \"wild\", \"kind\": \"nats\", \"target\": \"a.>\"}")
                .then()
                .statusCode(400);
        channel("{\"name\": \"sys\", \"kind\": \"nats\", \"target\": \"$SYS.x\"}")
                .then()
                .statusCode(400);
        channel("{\"name\": \"mail\", \"kind\": \"email\", \"target\": \"a@example.com\"}")
                .then()
                .statusCode(400);
        channel("{\"name\": \"in\", \"kind\": \"nats\", \"target\": \"alerts.here\"}")
                .then()
                .statusCode(201);
    }

    @Test
    void aWebhookInsideTheNetworkIsNotCalledAndTriedAgainLater() throws IOException {
        try (ServerSocketChannel inside = ServerSocketChannel.open()) {
            inside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .configureBlocking(false);
            int port = inside.socket().getLocalPort();
            String made = channel("{\"name\": \"hook\", \"kind\": \"webhook\", \"target\": \"https://localhost:" + port
                            + "/x\"}")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            ada.post(account + "/alert-channels/" + made + "/test", "").then().statusCode(204);

            // What failed is put off for less than what is only claimed.
            await("the attempt")
                    .until(() -> database.await(work -> work.session()
                                    .createNativeQuery(
                                            "select count(*) from alert_notice where account_id = :account"
                                                    + " and attempts = 1 and due_at < now() + interval '20 seconds'",
                                            Long.class)
                                    .setParameter("account", id)
                                    .getSingleResult())
                            == 1);
            assertThat(inside.accept()).isNull();
        }
    }

    @Test
    void othersSeeNothingAndViewersChangeNothing() {
        String rule = rule("{\"name\": \"r\", \"metric\": \"streams\", \"threshold\": 1}");
        Api eve = Api.person("eve");

        eve.get(account + "/alerts").then().statusCode(404);
        eve.get(account + "/alert-events").then().statusCode(404);
        eve.get(account + "/alert-channels").then().statusCode(404);
        eve.delete(rule).then().statusCode(404);
        String other = eve.account("e");
        eve.delete(other + "/alerts/" + rule.substring(rule.lastIndexOf('/') + 1))
                .then()
                .statusCode(404);
        ada.get(account + "/alerts").then().body("items", hasSize(1));
        ada.delete(rule).then().statusCode(204);
        ada.get(account + "/alerts").then().body("items", hasSize(0));
    }

    private Response create(String rule) {
        return ada.post(account + "/alerts", rule);
    }

    private Response channel(String channel) {
        return ada.request().contentType(ContentType.JSON).body(channel).post(account + "/alert-channels");
    }

    private String rule(String rule) {
        String made = create(rule).then().statusCode(201).extract().path("id");
        assertThat(made).isNotNull();
        return account + "/alerts/" + made;
    }

    /** One round of the evaluation, whoever did the last. */
    private void look() {
        database.await(work -> work.session()
                .createNativeQuery("delete from job_round where job = 'alerts'")
                .executeUpdate());
        evaluator.evaluate();
    }

    private void sampled(double connections) {
        database.await(work -> work.session()
                .createNativeQuery("delete from account_sample where account_id = :account")
                .setParameter("account", id)
                .executeUpdate());
        database.await(work -> work.session()
                .createNativeQuery("insert into account_sample values"
                        + " (:account, 10, :now, :connections, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)")
                .setParameter("account", id)
                .setParameter("now", work.now())
                .setParameter("connections", connections)
                .executeUpdate());
    }
}
