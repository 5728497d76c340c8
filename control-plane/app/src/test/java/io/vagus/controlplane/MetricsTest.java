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
    void tenSecondsBecomeMinutesAndHoursAndOldOnesGo() {
        Api ada = Api.person("ada");
        String account = ada.account("a");
        UUID id = UUID.fromString(ada.get(account).path("id"));
        insert(id, 10, "now() - interval '50 seconds'", 10);
        insert(id, 10, "now() - interval '40 seconds'", 20);
        insert(id, 10, "now() - interval '2 hours'", 99);
        insert(id, 3600, "now() - interval '91 days'", 99);

        database.await(work -> work.session()
                .createNativeQuery("delete from job_round where job like 'metrics.roll%'")
                .executeUpdate());
        sampler.roll();

        ada.get(account + "/metrics").then().body("points", hasSize(2));
        List<Float> minutes = ada.get(account + "/metrics?step=60").path("points.connections");
        assertThat(minutes.stream().mapToDouble(Float::doubleValue).max().orElse(0))
                .isBetween(10.0, 20.0);
        List<Float> hours = ada.get(account + "/metrics?step=3600&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")
                .path("points");
        assertThat(hours).isEmpty();
        assertThat(count(id, 3600)).isEqualTo(1);
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
              "api": {"total": 5, "errors": 0}, "stream_detail": [{"name": "S", "consumer_detail": [
                {"name": "work", "num_pending": 42, "num_ack_pending": 1, "num_redelivered": 0}]}]}]}}
            """.formatted(key));
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

    private long count(UUID account, int step) {
        return database.await(work -> work.session()
                .createNativeQuery(
                        "select count(*) from account_sample where account_id = :account and step = :step", Long.class)
                .setParameter("account", account)
                .setParameter("step", step)
                .getSingleResult());
    }
}
