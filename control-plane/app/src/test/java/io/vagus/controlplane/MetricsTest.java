package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.metrics.MetricsSampler;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.FakeNodes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What accounts did is kept and shown. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class MetricsTest {

    @Inject
    FakeNodes nodes;

    @Inject
    MetricsSampler sampler;

    @Inject
    Database database;

    @Test
    void samplesAreStoredForTheAccountAndNobodyElse() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String key = ada.get(account).path("publicKey");

        counted(key, 100, 3);
        round();
        AtomicLong messages = new AtomicLong(100);
        // The service samples, too: its round may have the first of ten seconds' places, with nothing that came in
        // between.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            counted(key, messages.addAndGet(600), 4);
            round();
            List<Float> rates = ada.get(account + "/metrics").path("points.inMessages");
            assertThat(rates).anyMatch(rate -> rate > 0);
        });
        ada.get(account + "/metrics")
                .then()
                .statusCode(200)
                .body("stepSeconds", equalTo(10))
                .body("points.consumerLag", hasItem(42.0f));
        ada.get(account + "/metrics/consumers").then().body("points.consumer", hasItem("work"));
        ada.get(account + "/metrics/streams/S/consumers/work").then().body("points.pending", hasItem(42.0f));
        Api.person("eve").get(account + "/metrics").then().statusCode(404);
    }

    @Test
    void whatUsersAndStreamsDoIsStoredByTheirOwn() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String key = ada.get(account).path("publicKey");
        String user = ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        String userKey = ada.get(account + "/users/" + user).path("publicKey");
        AtomicLong messages = new AtomicLong(100);
        counted(key, 100, 1);
        connected(key, userKey, 100, 100);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            counted(key, messages.addAndGet(600), 1);
            connected(key, userKey, messages.get(), messages.get());
            round();
            assertThat(ada.get(account + "/metrics/users/" + user).<List<Float>>path("points.inMessages"))
                    .anyMatch(rate -> rate > 0);
            assertThat(ada.get(account + "/metrics/streams/S").<List<Float>>path("points.inMessages"))
                    .anyMatch(rate -> rate > 0);
        });
        // Both nodes of the test say the same.
        ada.get(account + "/metrics/users/" + user)
                .then()
                .statusCode(200)
                .body("stepSeconds", equalTo(10))
                .body("points.connections", hasItem(2.0f))
                .body("points.subscriptions", hasItem(6.0f));
        ada.get(account + "/metrics/streams/S")
                .then()
                .statusCode(200)
                .body("points.messages", hasItem(7.0f))
                .body("points.bytes", hasItem(700.0f))
                .body("points.deleted", hasItem(3.0f))
                .body("points.consumers", hasItem(1.0f))
                .body("points.consumerLag", hasItem(42.0f));
        ada.get(account + "/metrics/streams/unknown").then().statusCode(200).body("points", hasSize(0));
        ada.get(account + "/metrics/users/" + UUID.randomUUID()).then().statusCode(404);
        Api eve = Api.person("eve");
        eve.get(account + "/metrics/users/" + user).then().statusCode(404);
        eve.get(account + "/metrics/streams/S").then().statusCode(404);
        eve.get(eve.account("e") + "/metrics/users/" + user).then().statusCode(404);
    }

    @Test
    void aConnectionThatIsClosedCountsToItsUser() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        String key = ada.get(account).path("publicKey");
        String user = ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        String userKey = ada.get(account + "/users/" + user).path("publicKey");
        counted(key, 100, 0);
        connected(key, "UNKNOWN", 1, 1);
        round();
        AtomicLong cid = new AtomicLong(1_000);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            nodes.event("$SYS.ACCOUNT.*.DISCONNECT", """
                {"server": {"id": "N1"}, "client": {"acc": "%s", "user": "%s", "id": %d},
                 "sent": {"msgs": 40, "bytes": 400}, "received": {"msgs": 0, "bytes": 0},
                 "reason": "Slow Consumer (Pending Bytes)"}
                """.formatted(key, userKey, cid.incrementAndGet()));
            round();
            ada.get(account + "/metrics/users/" + user).then().body("points.slowConsumers", hasItem(1.0f));
        });

        assertThat(ada.get(account + "/metrics/users/" + user).<List<Float>>path("points.inBytes"))
                .anyMatch(rate -> rate > 0);
        assertThat(ada.get(account + "/metrics/users/" + user).<List<Float>>path("points.outBytes"))
                .allMatch(rate -> rate == 0);
    }

    @Test
    void tenSecondsOfUsersAndStreamsBecomeMinutesToo() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        UUID id = UUID.fromString(ada.get(account).path("id"));
        String user = ada.post(account + "/users", "{\"name\": \"u\"}").path("user.id");
        for (int ago : new int[] {50, 40}) {
            insert("user_sample", id, ago, "'" + user + "', 1, 2, 3, 4, 5, 6, 1");
            insert("stream_sample", id, ago, "'S', 1, 2, 3, 4, 5, " + ago);
        }
        insert("user_sample", id, 7_200, "'" + user + "', 1, 2, 3, 4, 5, 6, 0");
        insert("stream_sample", id, 7_200, "'S', 1, 2, 3, 4, 5, 6");

        roll();

        List<Float> slow =
                ada.get(account + "/metrics/users/" + user + "?step=60").path("points.slowConsumers");
        assertThat(slow.stream().mapToDouble(Float::doubleValue).sum()).isEqualTo(2);
        List<Float> lag = ada.get(account + "/metrics/streams/S?step=60").path("points.consumerLag");
        assertThat(lag).contains(50f);
        assertThat(count("user_sample", id, 10)).isEqualTo(2);
        assertThat(count("stream_sample", id, 10)).isEqualTo(2);
    }

    @Test
    void tenSecondsBecomeMinutesAndHoursAndOldOnesGo() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        UUID id = UUID.fromString(ada.get(account).path("id"));
        insert(id, 10, "now() - interval '50 seconds'", 10);
        insert(id, 10, "now() - interval '40 seconds'", 20);
        insert(id, 10, "now() - interval '2 hours'", 99);
        insert(id, 3600, "now() - interval '91 days'", 99);

        roll();

        ada.get(account + "/metrics").then().body("points", hasSize(2));
        List<Float> minutes = ada.get(account + "/metrics?step=60").path("points.connections");
        assertThat(minutes.stream().mapToDouble(Float::doubleValue).max().orElse(0))
                .isBetween(10.0, 20.0);
        List<Float> hours = ada.get(account + "/metrics?step=3600&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")
                .path("points");
        assertThat(hours).isEmpty();
        assertThat(count("account_sample", id, 3600)).isEqualTo(1);
    }

    @Test
    void senselessTimesAreRefused() {
        Api ada = Api.person("ada");
        String account = ada.account("a");

        ada.get(account + "/metrics?step=7").then().statusCode(400).body("errors.field", hasItem("step"));
        ada.get(account + "/metrics?from=yesterday").then().statusCode(400).body("errors.field", hasItem("from"));
        ada.get(account + "/metrics?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("from"));
        ada.get(account + "/metrics?from=2020-01-01T00:00:00Z&step=10").then().statusCode(400);
    }

    private void counted(String key, long messages, int connections) {
        nodes.answers("$SYS.REQ.ACCOUNT.PING.STATZ", """
            {"data": {"account_statz": [{"acc": "%s", "conns": %d, "leafnodes": 0, "num_subscriptions": 2,
              "received": {"msgs": %d, "bytes": 1}, "sent": {"msgs": 1, "bytes": 1}, "slow_consumers": 0}]}}
            """.formatted(key, connections, messages));
        nodes.answers("$SYS.REQ.SERVER.PING.JSZ", """
            {"data": {"account_details": [{"name": "%1$s", "id": "%1$s", "memory": 0, "storage": 500,
              "api": {"total": 5, "errors": 0}, "stream_detail": [{"name": "S", "created": "2026-01-01T00:00:00Z",
              "state": {"messages": 7, "bytes": 700, "last_seq": %2$d, "num_deleted": 3, "consumer_count": 1},
              "consumer_detail": [
                {"name": "work", "num_pending": 42, "num_ack_pending": 1, "num_redelivered": 0}]}]}]}}
            """.formatted(key, messages));
    }

    /** A connection of a user, the same on both nodes. */
    private void connected(String account, String userKey, long in, long out) {
        nodes.answers("$SYS.REQ.SERVER.PING.CONNZ", """
            {"data": {"offset": 0, "total": 1, "connections": [{"cid": 5, "account": "%s", "authorized_user": "%s",
              "subscriptions": 3, "in_msgs": %d, "in_bytes": 0, "out_msgs": %d, "out_bytes": 0}]}}
            """.formatted(account, userKey, in, out));
    }

    private void roll() {
        database.await(work -> work.session()
                .createNativeQuery("delete from job_round where job like 'metrics.roll%'")
                .executeUpdate());
        sampler.roll();
    }

    private void round() {
        database.await(work -> work.session()
                .createNativeQuery("update job_round set held_until = null where job = 'metrics.sample'")
                .executeUpdate());
        sampler.sample();
    }

    private void insert(UUID account, int step, String at, double connections) {
        database.await(work -> work.session()
                .createNativeQuery("insert into account_sample values (:account, :step, " + at
                        + ", :connections, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)")
                .setParameter("account", account)
                .setParameter("step", step)
                .setParameter("connections", connections)
                .executeUpdate());
    }

    private void insert(String table, UUID account, int secondsAgo, String values) {
        database.await(work -> work.session()
                .createNativeQuery("insert into " + table + " values (:account, 10, now() - interval '" + secondsAgo
                        + " seconds', " + values + ")")
                .setParameter("account", account)
                .executeUpdate());
    }

    private long count(String table, UUID account, int step) {
        return database.await(work -> work.session()
                .createNativeQuery(
                        "select count(*) from " + table + " where account_id = :account and step = :step", Long.class)
                .setParameter("account", account)
                .setParameter("step", step)
                .getSingleResult());
    }
}
