package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a team's own systems hear of it. The tests' service may send to private addresses. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class WebhooksTest {

    /** A request that came in. */
    private record Heard(Map<String, String> headers, String body) {}

    private final Api ada = Api.person("ada");
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private volatile int answer = 204;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", this::hear);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatHappensArrivesSigned() throws Exception {
        String secret = create("\"events\": [\"account\"]").path("secret");
        ada.account("a");

        await().until(() -> !heard.isEmpty());
        Heard event = heard.peek();
        assertThat(event.body()).contains("\"type\":\"account.create\"", ada.team(), "named a");
        String signed = event.headers().get("id") + "." + event.headers().get("timestamp") + "." + event.body();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        assertThat(event.headers().get("signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(heard).as("and nothing that was not asked for").hasSize(1);
    }

    @Test
    void deliveriesAreListedAndTriedAgain() {
        answer = 500;
        String hook = hooks() + "/" + create("\"events\": [\"none\"]").path("webhook.id");
        String delivery =
                ada.post(hook + "/test", "").then().statusCode(200).extract().path("id");

        await().untilAsserted(() -> ada.get(hook + "/deliveries")
                .then()
                .body("items.status", contains(500))
                .body("items.state", contains("pending")));
        answer = 200;
        ada.post(hook + "/deliveries/" + delivery + "/retry", "").then().statusCode(200);

        await().untilAsserted(() -> ada.get(hook + "/deliveries").then().body("items.state", contains("delivered")));
    }

    @Test
    void aDisabledWebhookHearsNothing() {
        String hook = hooks() + "/" + create("\"events\": []").path("webhook.id");
        ada.patch(hook, "{\"enabled\": false}").then().statusCode(200).body("enabled", equalTo(false));
        ada.account("a");

        ada.get(hook + "/deliveries").then().body("items.event", org.hamcrest.Matchers.not(contains("account.create")));
        ada.delete(hook).then().statusCode(204);
        ada.get(hook + "/deliveries").then().statusCode(404);
    }

    @Test
    void theSecretIsShownOnce() {
        String body = "{\"name\": \"h\", \"url\": \"" + url() + "\"}";

        ada.post(hooks(), body, "k").then().statusCode(201).body("secret", startsWith("whsec_"));
        ada.post(hooks(), body, "k").then().statusCode(201).body("secret", nullValue());
        assertThat(ada.get(hooks()).asString()).doesNotContain("whsec_");
        ada.post(hooks(), body).then().statusCode(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "https:///x", "https://u:p@example.com/", "nonsense", "https://a/#b"})
    void whatIsNoAddressIsRefused(String url) {
        ada.post(hooks(), "{\"name\": \"h\", \"url\": \"" + url + "\"}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("url"));
    }

    private io.restassured.response.Response create(String members) {
        return ada.post(hooks(), "{\"name\": \"h\", \"url\": \"" + url() + "\", " + members + "}")
                .then()
                .statusCode(201)
                .body("webhook.url", containsString("/hook"))
                .extract()
                .response();
    }

    private String hooks() {
        return "/teams/" + ada.team() + "/webhooks";
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void hear(HttpExchange exchange) throws IOException {
        heard.add(new Heard(
                Map.of(
                        "id", header(exchange, "webhook-id"),
                        "timestamp", header(exchange, "webhook-timestamp"),
                        "signature", header(exchange, "webhook-signature")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }
}
