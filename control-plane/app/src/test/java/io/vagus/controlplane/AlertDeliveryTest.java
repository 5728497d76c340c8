package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.path.json.JsonPath;
import io.vagus.controlplane.alerts.InsideWebhooks;
import io.vagus.controlplane.platform.Database;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told arrives: at a web server, signed, and at a NATS client of the account. Mail: the end-to-end tests. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class AlertDeliveryTest extends OnALiveNode {

    private static final Pattern SIGNATURE = Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})");

    /** A request that came in. */
    private record Heard(String delivery, String signature, String body) {}

    @Inject
    Database database;

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private volatile int answer = 204;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        InsideWebhooks.allow();
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/hook", this::hear);
        server.start();
    }

    @AfterEach
    void stopListening() {
        server.stop(0);
    }

    @Test
    void aWebhookIsSignedWithTheChannelsSecretAndSentAgainUntilItIsTaken() throws Exception {
        answer = 500;
        JsonPath channel =
                channel("webhook", "http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        test(channel);
        await().until(() -> heard.size() == 1);

        answer = 204;
        // The pause before the next attempt, without waiting for it.
        await().until(() -> hurried() == 1);
        await().until(() -> heard.size() == 2);

        assertThat(heard.get(1).delivery()).isEqualTo(heard.get(0).delivery());
        assertThat(JsonPath.from(heard.get(1).body()).getString("type")).isEqualTo("alert.test");
        for (Heard each : heard) {
            Matcher signed = SIGNATURE.matcher(each.signature());
            assertThat(signed.matches()).as(each.signature()).isTrue();
            assertThat(signed.group(2))
                    .isEqualTo(hmac(channel.getString("secret"), signed.group(1) + "." + each.body()));
        }
        await().until(() -> count() == 0);
    }

    @Test
    void aSubjectOfTheAccountHearsIt() throws Exception {
        try (Connection client = client()) {
            var subscription = client.subscribe("alerts.here");
            client.flush(Duration.ofSeconds(5));
            test(channel("nats", "alerts.here"));

            Message message = subscription.nextMessage(Duration.ofSeconds(20));

            assertThat(message).isNotNull();
            JsonPath body = JsonPath.from(new String(message.getData(), StandardCharsets.UTF_8));
            assertThat(body.getString("type")).isEqualTo("alert.test");
            assertThat(body.getString("account")).isEqualTo(ada.get(account).path("name"));
        }
        await().until(() -> count() == 0);
    }

    private JsonPath channel(String kind, String target) {
        return ada.post(
                        account + "/alert-channels",
                        "{\"name\": \"c\", \"kind\": \"" + kind + "\", \"target\": \"" + target + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private void test(JsonPath channel) {
        ada.post(account + "/alert-channels/" + channel.getString("id") + "/test", "")
                .then()
                .statusCode(204);
    }

    private int hurried() {
        return database.await(work -> work.session()
                .createNativeQuery("update alert_notice set due_at = now() where account_id = :account"
                        + " and attempts = 1 and due_at < now() + interval '20 seconds'")
                .setParameter("account", id())
                .executeUpdate());
    }

    private long count() {
        return database.await(work -> work.session()
                .createNativeQuery("select count(*) from alert_notice where account_id = :account", Long.class)
                .setParameter("account", id())
                .getSingleResult());
    }

    private java.util.UUID id() {
        return java.util.UUID.fromString(account.substring(account.lastIndexOf('/') + 1));
    }

    private static String hmac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void hear(HttpExchange exchange) throws IOException {
        heard.add(new Heard(
                String.valueOf(exchange.getRequestHeaders().getFirst("Vagus-Delivery")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Vagus-Signature")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }
}
