package io.vagus.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However readings are lost, repeated and mixed up, what is counted is the largest count of each boot. */
class MeterPropertyTest {

    private static final Instant START = Instant.parse("2026-01-31T20:00:00Z");

    @Property
    void countsTheLargestReadingOfEachBootInAnyOrder(@ForAll("readings") List<Reading> readings, @ForAll long seed) {
        List<Reading> delivered = new ArrayList<>(readings);
        Random random = new Random(seed);
        readings.stream().filter(reading -> random.nextBoolean()).forEach(delivered::add);
        Collections.shuffle(delivered, random);

        Books books = new Books();
        delivered.forEach(books::record);

        assertTotals(books, readings);
    }

    @Property
    void countsNothingWhenEverythingIsDeliveredAgain(@ForAll("readings") List<Reading> readings) {
        Books books = new Books();
        readings.forEach(books::record);
        int deltas = books.deltas().size();

        readings.forEach(books::record);
        Collections.reverse(readings);
        readings.forEach(books::record);

        assertThat(books.deltas()).hasSize(deltas);
    }

    @Property
    void neverGivesTwoDeltasOfOneId(@ForAll("readings") List<Reading> readings, @ForAll long seed) {
        Collections.shuffle(readings, new Random(seed));
        Books books = new Books();
        readings.forEach(books::record);

        assertThat(books.deltas()).extracting(UsageDelta::id).doesNotHaveDuplicates();
    }

    @Property
    void losesNothingWhenReadingsAreMergedOnTheWay(@ForAll("readings") List<Reading> readings, @ForAll long seed) {
        Random random = new Random(seed);
        Map<MeterKey, Reading> waiting = new HashMap<>();
        Books books = new Books();
        for (Reading reading : readings) {
            waiting.merge(reading.meter(), reading, Reading::merge);
            if (random.nextInt(4) == 0) {
                waiting.values().forEach(books::record);
                waiting.clear();
            }
        }
        waiting.values().forEach(books::record);

        assertTotals(books, readings);
    }

    @Property
    void theMonthsOfAnAccountSumToAllItMoved(@ForAll("readings") List<Reading> readings, @ForAll long seed) {
        Collections.shuffle(readings, new Random(seed));
        Books books = new Books();
        readings.forEach(books::record);

        for (AccountKey account : accounts(readings)) {
            Traffic months = books.deltas().stream()
                    .map(UsageDelta::month)
                    .distinct()
                    .map(month -> books.total(account, month))
                    .reduce(Traffic.NONE, Traffic::plus);
            assertThat(months).isEqualTo(books.total(account));
        }
    }

    private static void assertTotals(Books books, List<Reading> readings) {
        Map<MeterKey, Traffic> largest = new HashMap<>();
        readings.forEach(reading -> largest.merge(reading.meter(), reading.sinceBoot(), Traffic::max));
        for (AccountKey account : accounts(readings)) {
            Traffic expected = largest.entrySet().stream()
                    .filter(entry -> entry.getKey().account().equals(account))
                    .map(Map.Entry::getValue)
                    .reduce(Traffic.NONE, Traffic::plus);
            assertThat(books.total(account)).isEqualTo(expected);
        }
    }

    private static List<AccountKey> accounts(List<Reading> readings) {
        return readings.stream()
                .map(reading -> reading.meter().account())
                .distinct()
                .toList();
    }

    /** What up to four boots truly counted for up to three accounts, read at growing times around a month's end. */
    @Provide
    Arbitrary<List<Reading>> readings() {
        Arbitrary<MeterKey> meters = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 3))
                .as((boot, account) -> new MeterKey(new ServerBoot("N" + boot), new AccountKey("A" + account)));
        Arbitrary<Traffic> moved =
                Combinators.combine(quantities(), quantities()).as(Traffic::new);
        return Combinators.combine(meters, moved)
                .as(Step::new)
                .list()
                .ofMaxSize(60)
                .map(MeterPropertyTest::history);
    }

    private static Arbitrary<Quantity> quantities() {
        return Arbitraries.oneOf(
                Arbitraries.just(Quantity.NONE),
                Combinators.combine(
                                Arbitraries.longs().between(0, 1_000),
                                Arbitraries.longs().between(0, 1L << 40))
                        .as(Quantity::new));
    }

    private record Step(MeterKey meter, Traffic moved) {}

    private static List<Reading> history(List<Step> steps) {
        Map<MeterKey, Traffic> counters = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        Instant now = START;
        for (Step step : steps) {
            now = now.plus(Duration.ofMinutes(10));
            Traffic counter = counters.merge(step.meter(), step.moved(), Traffic::plus);
            readings.add(new Reading(step.meter(), counter, now));
        }
        return readings;
    }
}
