package io.vagus.billing.service;

import static io.vagus.billing.service.testkit.BillingApi.traffic;
import static io.vagus.billing.service.testkit.BillingApi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.service.metering.MeteringIntake;
import io.vagus.billing.service.testkit.ControlPlaneStub;
import io.vagus.billing.service.testkit.ControlPlaneStub.Visitor;
import io.vagus.billing.service.testkit.MovableClock;
import io.vagus.billing.service.testkit.Postgres;
import io.vagus.billing.service.testkit.ServerTwin;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A quarter of a year in the life of an account: two servers, restarts, an outage over a month's end, an allowance. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
@QuarkusTestResource(ControlPlaneStub.class)
class LongScenarioTest {

    private static final long GIB = 1L << 30;
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    MeteringIntake intake;

    @Inject
    MovableClock clock;

    private final String account = "A" + UUID.randomUUID();
    private final Visitor owner = ControlPlaneStub.ownerOf(account);

    @Test
    void aQuarterOfAYear() {
        ServerTwin east = new ServerTwin();
        ServerTwin west = new ServerTwin();

        // January: within the allowance of 10 GiB, on two servers, to the very last second
        clock.moveTo(Instant.parse("2026-01-15T00:00:00Z"));
        intake.statistics(east.move(account, 1_000, 2 * GIB, 1_000, 2 * GIB).statistics());
        intake.statistics(west.move(account, 500, GIB, 500, GIB).statistics());
        clock.moveTo(Instant.parse("2026-01-31T23:59:59Z"));
        byte[] lastOfJanuary =
                east.move(account, 1_000, 2 * GIB, 1_000, 2 * GIB).statistics();
        intake.statistics(lastOfJanuary);
        settled("2026-01", moved(2_500, 5 * GIB, 2_500, 5 * GIB));
        usage(owner, "2026-01").body("total.amount", equalTo("0.00"));

        // February begins: one byte more is February's, and what January said is only repeated
        clock.moveTo(Instant.parse("2026-02-01T00:00:00Z"));
        intake.statistics(lastOfJanuary);
        intake.statistics(east.move(account, 1, 1, 0, 0).statistics());
        settled("2026-02", moved(1, 1, 0, 0));

        // Both servers restart; the new ones say at once what they moved since
        ServerTwin eastAgain = new ServerTwin();
        ServerTwin westAgain = new ServerTwin();
        clock.moveTo(Instant.parse("2026-02-10T08:00:00Z"));
        intake.statistics(eastAgain.move(account, 10, 6 * GIB - 1, 10, 4 * GIB).statistics());
        settled("2026-02", moved(11, 6 * GIB, 10, 4 * GIB));
        usage(owner, "2026-02").body("total.amount", equalTo("0.00"));
        intake.connections(westAgain.move(account, 1, GIB / 16 - 1, 0, 0).connections(account));
        settled("2026-02", moved(12, 6 * GIB + GIB / 16 - 1, 10, 4 * GIB));
        usage(owner, "2026-02").body("total.amount", equalTo("0.00"));
        intake.statistics(westAgain.move(account, 1, 1, 0, 0).statistics());
        settled("2026-02", moved(13, 6 * GIB + GIB / 16, 10, 4 * GIB));
        usage(owner, "2026-02").body("total.amount", equalTo("0.01"));

        // The database is away over the month's end; each month keeps what was seen in it
        Postgres.without(() -> {
            clock.moveTo(Instant.parse("2026-02-28T23:59:58Z"));
            intake.statistics(eastAgain.move(account, 2, 2, 2, 2).statistics());
            clock.moveTo(Instant.parse("2026-03-01T00:00:03Z"));
            intake.statistics(eastAgain.move(account, 3, 3, 3, 3).statistics());
        });
        settled("2026-02", moved(15, 6 * GIB + GIB / 16 + 2, 12, 4 * GIB + 2));
        settled("2026-03", moved(3, 3, 3, 3));

        // March: far beyond the allowance, and nothing of the months before has changed
        clock.moveTo(Instant.parse("2026-03-31T12:00:00Z"));
        intake.statistics(
                eastAgain.move(account, 7, 60 * GIB - 3, 7, 50 * GIB - 3).statistics());
        settled("2026-03", moved(10, 60 * GIB, 10, 50 * GIB));
        usage(owner, "2026-03").body("total.amount", equalTo("8.00")).body("lines[2].quantity", equalTo("100"));
        assertThat(traffic(usage(owner, "2026-01"))).isEqualTo(moved(2_500, 5 * GIB, 2_500, 5 * GIB));
    }

    private void settled(String month, Traffic expected) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(traffic(usage(owner, month))).isEqualTo(expected));
    }

    private static Traffic moved(long inMessages, long inBytes, long outMessages, long outBytes) {
        return new Traffic(new Quantity(inMessages, inBytes), new Quantity(outMessages, outBytes));
    }
}
