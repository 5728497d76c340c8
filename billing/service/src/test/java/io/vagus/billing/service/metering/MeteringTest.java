package io.vagus.billing.service.metering;

import static io.vagus.billing.service.testkit.BillingApi.traffic;
import static io.vagus.billing.service.testkit.BillingApi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.metering.MeterKey;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Reading;
import io.vagus.billing.metering.ServerBoot;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.service.testkit.ControlPlaneStub;
import io.vagus.billing.service.testkit.ControlPlaneStub.Visitor;
import io.vagus.billing.service.testkit.MovableClock;
import io.vagus.billing.service.testkit.Postgres;
import io.vagus.billing.service.testkit.ServerTwin;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
@QuarkusTestResource(ControlPlaneStub.class)
class MeteringTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    MeteringIntake intake;

    @Inject
    MeterStore store;

    @Inject
    MovableClock clock;

    @Inject
    Pool pool;

    private final String account = "A" + UUID.randomUUID();
    private final Visitor owner = ControlPlaneStub.ownerOf(account);
    private final ServerTwin server = new ServerTwin();

    @BeforeEach
    void itIsNoon() {
        clock.moveTo(NOON);
    }

    @Test
    void showsWhatARealServerSaid() {
        Visitor visitor = ControlPlaneStub.ownerOf("ORD");

        intake.statistics(Recorded.answer("cluster-1"));
        intake.statistics(Recorded.answer("cluster-2"));
        intake.statistics(Recorded.answer("accounts-in-use"));
        intake.statistics(Recorded.answer("all-accounts"));
        intake.connections(Recorded.answer("connections"));
        intake.statistics(Recorded.answer("error"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(traffic(usage(visitor)))
                        .isEqualTo(moved(15 + 6 + 3, 255 + 30 + 15, 15 + 4, 255 + 20)));
    }

    @Test
    void showsNothingBeforeTheFirstReadingAndItsTimeAfterwards() {
        usage(owner).body("meteredUntil", nullValue()).body("in.messages", equalTo(0));

        intake.statistics(server.move(account, 3, 30, 6, 60).statistics());

        await().atMost(SOON).untilAsserted(() -> usage(owner).body("meteredUntil", equalTo("2026-03-10T12:00:00Z")));
        assertThat(traffic(usage(owner))).isEqualTo(moved(3, 30, 6, 60));
    }

    @Test
    void movesTheTimeOfTheNewestReadingAlsoWhenNothingMoved() {
        server.move(account, 3, 30, 0, 0);
        intake.statistics(server.statistics());
        clock.advance(Duration.ofSeconds(5));
        intake.statistics(server.statistics());

        await().atMost(SOON).untilAsserted(() -> usage(owner).body("meteredUntil", equalTo("2026-03-10T12:00:05Z")));
        assertThat(traffic(usage(owner))).isEqualTo(moved(3, 30, 0, 0));
    }

    @Test
    void changesNothingWhenAnswersComeAgainOrLate() {
        byte[] early = server.move(account, 3, 30, 0, 0).statistics();
        byte[] late = server.move(account, 4, 40, 0, 0).statistics();
        intake.statistics(late);
        settled(moved(7, 70, 0, 0));
        long deltas = deltas();

        intake.statistics(early);
        intake.statistics(late);
        intake.connections(server.connections(account));
        clock.advance(Duration.ofSeconds(9));
        intake.statistics(early);

        await().atMost(SOON).untilAsserted(() -> usage(owner).body("meteredUntil", equalTo("2026-03-10T12:00:09Z")));
        assertThat(traffic(usage(owner))).isEqualTo(moved(7, 70, 0, 0));
        assertThat(deltas()).isEqualTo(deltas).isEqualTo(1);
    }

    @Test
    void addsUpServersThatRestart() {
        intake.statistics(server.move(account, 3, 30, 0, 0).statistics());
        settled(moved(3, 30, 0, 0));

        intake.statistics(new ServerTwin().move(account, 1, 10, 0, 0).statistics());

        settled(moved(4, 40, 0, 0));
    }

    @Test
    void countsOnceWhenReplicasRecordTheSameReadingsAtTheSameTime() {
        List<List<Reading>> batches = new ArrayList<>();
        Random random = new Random(7);
        List<ServerBoot> boots = IntStream.range(0, 3)
                .mapToObj(index -> new ServerBoot("N" + UUID.randomUUID()))
                .toList();
        for (int step = 1; step <= 40; step++) {
            int upTo = step;
            List<Reading> batch = new ArrayList<>(boots.stream()
                    .map(boot -> new Reading(
                            new MeterKey(boot, new AccountKey(account)),
                            moved(upTo * 2L, upTo * 20L, upTo, upTo * 10L),
                            NOON.plusSeconds(upTo)))
                    .toList());
            Collections.shuffle(batch, random);
            batches.add(batch);
            batches.add(batch);
        }
        Collections.shuffle(batches, random);

        Uni.join()
                .all(batches.stream().map(store::record).toList())
                .andFailFast()
                .await()
                .atMost(SOON);

        assertThat(traffic(usage(owner))).isEqualTo(moved(240, 2400, 120, 1200));
        assertThat(sumOfDeltas()).isEqualTo(moved(240, 2400, 120, 1200));
    }

    @Test
    void recordsNothingOfABatchThatFails() {
        Reading good = reading("N" + UUID.randomUUID(), moved(1, 1, 0, 0));
        Reading first = reading("N" + UUID.randomUUID(), moved(0, Long.MAX_VALUE, 0, 0));
        Reading tooMuch = reading("N" + UUID.randomUUID(), moved(0, Long.MAX_VALUE, 0, 0));

        assertThat(store.record(List.of(good, first, tooMuch))
                        .onItemOrFailure()
                        .transform((done, failure) -> failure != null)
                        .await()
                        .atMost(SOON))
                .isTrue();

        assertThat(deltas()).isZero();
        usage(owner).body("in.messages", equalTo(0)).body("meteredUntil", nullValue());
    }

    @Test
    void losesNothingWhileTheDatabaseIsAwayAndComesBackByItself() {
        intake.statistics(server.move(account, 3, 30, 0, 0).statistics());
        settled(moved(3, 30, 0, 0));
        ServerTwin shortLived = new ServerTwin();

        Postgres.without(() -> {
            usage(owner)
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "2")
                    .body("status", equalTo(503));
            RestAssured.get("/q/health/ready").then().statusCode(503);
            RestAssured.get("/q/health/live").then().statusCode(200);
            intake.statistics(server.move(account, 5, 50, 1, 10).statistics());
            intake.statistics(shortLived.move(account, 100, 1000, 0, 0).statistics());
            intake.statistics(server.move(account, 2, 20, 0, 0).statistics());
        });

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(traffic(usage(owner))).isEqualTo(moved(110, 1100, 1, 10)));
        await().atMost(SOON)
                .untilAsserted(() -> RestAssured.get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void isReadyWithoutANode() {
        RestAssured.get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }

    private Reading reading(String serverId, Traffic traffic) {
        return new Reading(new MeterKey(new ServerBoot(serverId), new AccountKey(account)), traffic, NOON);
    }

    private void settled(Traffic expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(traffic(usage(owner))).isEqualTo(expected));
    }

    private long deltas() {
        return pool.preparedQuery("SELECT count(*) FROM usage_delta WHERE account_key = $1")
                .execute(Tuple.of(account))
                .await()
                .atMost(SOON)
                .iterator()
                .next()
                .getLong(0);
    }

    private Traffic sumOfDeltas() {
        var row = pool.preparedQuery("""
                        SELECT sum(in_messages)::bigint, sum(in_bytes)::bigint,
                               sum(out_messages)::bigint, sum(out_bytes)::bigint
                          FROM usage_delta WHERE account_key = $1""")
                .execute(Tuple.of(account))
                .await()
                .atMost(SOON)
                .iterator()
                .next();
        return moved(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
    }

    private static Traffic moved(long inMessages, long inBytes, long outMessages, long outBytes) {
        return new Traffic(new Quantity(inMessages, inBytes), new Quantity(outMessages, outBytes));
    }
}
