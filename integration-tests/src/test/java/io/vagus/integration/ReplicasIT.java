package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two control planes on one database and one node. */
@Order(7)
@ExtendWith(RunningService.class)
final class ReplicasIT {
    private static final int ACCOUNTS = 4;
    private static final int ROUNDS = 15;

    private final Service service;
    private final Person person;
    private final Api one;

    ReplicasIT(Service service) {
        this.service = service;
        this.person = Person.demo(service);
        this.one = person.api();
    }

    @Test
    void changesThroughBothArriveOnceAndInOrderAndOneGoesOnWhenTheOtherDies() throws IOException {
        try (var second = SecondReplica.of(service)) {
            var other = second.api(person::token);
            List<String> accounts = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add((i % 2 == 0 ? one : other)
                        .createAccount(Map.of(
                                "name", "raced-" + UUID.randomUUID().toString().substring(0, 8))));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                var changer = round % 2 == 0 ? one : other;
                for (var account : accounts) {
                    changer.patch("/accounts/" + account, Map.of("limits", Map.of("connections", round)))
                            .expect(200);
                }
            }
            accounts.forEach(account -> one.awaitState(account, "active"));
            accounts.forEach(account -> assertThat(changes(account))
                    .as("each change is in the history once")
                    .isEqualTo(ROUNDS + 1));

            for (var account : accounts) {
                other.patch("/accounts/" + account, Map.of("limits", Map.of("connections", 1)))
                        .expect(200);
            }
            second.kill();

            for (var account : accounts) {
                one.awaitState(account, "active");
                admitsOne(account);
            }
        }
    }

    /** The node works with the last change: the second connection is one too many. */
    private void admitsOne(String account) throws IOException {
        var creds = one.createUser(account, Map.of("name", "first")).creds();
        try (var first = Nats.connect(service, creds)) {
            assertThat(first.getStatus()).isEqualTo(io.nats.client.Connection.Status.CONNECTED);
            assertThat(isRefused(creds)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean isRefused(java.nio.file.Path creds) throws InterruptedException {
        try (var second = Nats.connect(service, creds)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private long changes(String account) {
        var items = one.get("/accounts/" + account + "/history?limit=100")
                .expect(200)
                .body()
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(event -> event.path("kind").asText().equals("change"))
                .count();
    }
}
