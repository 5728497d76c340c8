package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The newcomer's personal access token, used by a program. */
@Order(3)
@ExtendWith(RunningService.class)
final class RestApiIT {
    private static final Duration METERED_LIMIT = Duration.ofSeconds(90);
    private static final int MESSAGES = 1_000;
    private static final int BYTES_EACH = 100;

    private final Service service;

    RestApiIT(Service service) {
        this.service = service;
    }

    @Test
    void anAccessTokenMakesAnAccountAndAUserThatCanTalk() throws Exception {
        var api = api();
        var account = api.createActiveAccount(Map.of("name", "by-rest", "limits", Map.of("connections", 5)));
        var user = api.createUser(account, Map.of("name", "worker"));

        try (var connection = Nats.connect(service, user.creds())) {
            connection
                    .createDispatcher(message -> connection.publish(message.getReplyTo(), message.getData()))
                    .subscribe("echo", "workers");
            connection.flush(Duration.ofSeconds(5));
            var reply = connection.request("echo", "hello".getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(5));
            assertThat(reply).extracting(Message::getData).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        }

        api.delete("/accounts/" + account).expect(204);
        assertThat(api.get("/accounts/" + account)
                        .expect(200)
                        .body()
                        .path("deletion")
                        .isObject())
                .isTrue();
        api.post("/accounts/" + account + "/purge").expect(204);
        api.get("/accounts/" + account).expect(404);
        var refused = Command.script(
                        "integration-tests/clients/auth-errors/run.sh",
                        "expect-refused",
                        "--creds",
                        user.creds().toString(),
                        "--within",
                        "10s")
                .with("NATS_URL", service.url("nats"))
                .run(Duration.ofMinutes(3));
        assertThat(refused.exitCode()).as(refused.output()).isZero();
    }

    @Test
    void billingCountsExactlyWhatWasSent() throws Exception {
        var api = api();
        var account = api.createActiveAccount(Map.of("name", "counted"));
        var user = api.createUser(account, Map.of("name", "sender"));
        try (var subscriber = Nats.connect(service, user.creds());
                var publisher = Nats.connect(service, user.creds())) {
            var subscription = subscriber.subscribe("count.me");
            subscriber.flush(Duration.ofSeconds(5));
            for (int message = 0; message < MESSAGES; message++) {
                publisher.publish("count.me", new byte[BYTES_EACH]);
            }
            publisher.flush(Duration.ofSeconds(10));
            for (int message = 0; message < MESSAGES; message++) {
                assertThat(subscription.nextMessage(Duration.ofSeconds(5)))
                        .as("message " + message)
                        .isNotNull();
            }
        }

        var billing = new Api(service.url("billing") + "/api/v1", Journey.get()::token);
        await("the usage at the billing API").atMost(METERED_LIMIT).untilAsserted(() -> {
            var usage =
                    billing.get("/accounts/" + account + "/usage").expect(200).body();
            assertThat(usage.path("in").path("messages").asLong()).isEqualTo(MESSAGES);
            assertThat(usage.path("in").path("bytes").asLong()).isEqualTo((long) MESSAGES * BYTES_EACH);
            assertThat(usage.path("out").path("messages").asLong()).isEqualTo(MESSAGES);
            assertThat(usage.path("out").path("bytes").asLong()).isEqualTo((long) MESSAGES * BYTES_EACH);
            assertThat(usage.path("total").path("amount").asText()).matches("[0-9]+(\\.[0-9]+)?");
        });
    }

    private Api api() {
        return new Api(service.url("portal") + "/api/v1", Journey.get()::token);
    }
}
