package io.vagus.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final AccountKey ORDERS = new AccountKey("ORDERS");
    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final Books books = new Books();

    @Test
    void countsAllOfABootItSeesForTheFirstTime() {
        books.record(reading("N1", 500, 12_000, NOON));

        assertThat(books.total(ORDERS)).isEqualTo(traffic(500, 12_000));
    }

    @Test
    void countsOnlyWhatCameSinceTheReadingBefore() {
        books.record(reading("N1", 10, 100, NOON)).record(reading("N1", 15, 180, NOON.plusSeconds(5)));

        assertThat(books.deltas()).extracting(UsageDelta::traffic).containsExactly(traffic(10, 100), traffic(5, 80));
    }

    @Test
    void countsFromZeroAgainWhenTheServerRestarts() {
        books.record(reading("N1", 10, 100, NOON)).record(reading("N2", 3, 30, NOON.plusSeconds(5)));

        assertThat(books.total(ORDERS)).isEqualTo(traffic(13, 130));
    }

    @Test
    void countsNothingForARepeatedOrALateReading() {
        books.record(reading("N1", 10, 100, NOON))
                .record(reading("N1", 10, 100, NOON.plusSeconds(5)))
                .record(reading("N1", 7, 70, NOON.plusSeconds(9)));

        assertThat(books.deltas()).hasSize(1);
        assertThat(books.total(ORDERS)).isEqualTo(traffic(10, 100));
    }

    @Test
    void keepsWhatAVanishedServerHadCounted() {
        books.record(reading("N1", 10, 100, NOON))
                .record(reading("N2", 1, 1, NOON.plusSeconds(5)))
                .record(reading("N2", 2, 2, NOON.plusSeconds(10)));

        assertThat(books.total(ORDERS)).isEqualTo(traffic(12, 102));
    }

    @Test
    void putsADeltaIntoTheMonthInWhichItWasSeen() {
        Instant february = Instant.parse("2026-02-01T00:00:00Z");
        books.record(reading("N1", 10, 100, february.minusNanos(1))).record(reading("N1", 15, 150, february));

        assertThat(books.total(ORDERS, month("2026-01"))).isEqualTo(traffic(10, 100));
        assertThat(books.total(ORDERS, month("2026-02"))).isEqualTo(traffic(5, 50));
    }

    @Test
    void givesTheSameIdToTheSameAdvanceAndAnotherToAnyOther() {
        UsageDelta first =
                new Books().record(reading("N1", 10, 100, NOON)).deltas().getFirst();
        UsageDelta again = new Books()
                .record(reading("N1", 10, 100, NOON.plusSeconds(60)))
                .deltas()
                .getFirst();
        UsageDelta elsewhere =
                new Books().record(reading("N2", 10, 100, NOON)).deltas().getFirst();
        UsageDelta further =
                new Books().record(reading("N1", 10, 101, NOON)).deltas().getFirst();

        assertThat(again.id()).isEqualTo(first.id()).matches("[0-9a-f]{64}");
        assertThat(elsewhere.id()).isNotEqualTo(first.id());
        assertThat(further.id()).isNotEqualTo(first.id());
    }

    @Test
    void refusesAReadingOfAnotherMeter() {
        Meter meter = Meter.unread(reading("N1", 0, 0, NOON).meter());

        assertThatThrownBy(() -> meter.after(reading("N2", 1, 1, NOON))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesCountsBelowZeroAndNamesOutOfShape() {
        assertThatThrownBy(() -> new Quantity(-1, 0)).hasMessageContaining("messages=-1");
        assertThatThrownBy(() -> new Quantity(0, -1)).hasMessageContaining("bytes=-1");
        assertThatThrownBy(() -> new AccountKey("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AccountKey("a b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new AccountKey("A".repeat(AccountKey.MAX_LENGTH)).value()).hasSize(AccountKey.MAX_LENGTH);
        assertThatThrownBy(() -> new AccountKey("A".repeat(AccountKey.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new ServerBoot("N".repeat(ServerBoot.MAX_LENGTH)).serverId()).hasSize(ServerBoot.MAX_LENGTH);
        assertThatThrownBy(() -> new ServerBoot("N".repeat(ServerBoot.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Reading reading(String serverId, long messages, long bytes, Instant seenAt) {
        return new Reading(new MeterKey(new ServerBoot(serverId), ORDERS), traffic(messages, bytes), seenAt);
    }

    private static Traffic traffic(long messages, long bytes) {
        return new Traffic(new Quantity(messages, bytes), Quantity.NONE);
    }

    private static BillingMonth month(String month) {
        return new BillingMonth(YearMonth.parse(month));
    }
}
