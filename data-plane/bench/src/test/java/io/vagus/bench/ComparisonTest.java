package io.vagus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The arithmetic of the comparison. */
class ComparisonTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aRunHasItsRateAndItsCost() {
        Measurement run = new Measurement(2_000, SECOND / 2, 1_000_000, 0, 0);

        assertThat(run.perSecond()).isEqualTo(4_000);
        assertThat(run.cpuNanosEach()).isEqualTo(500);
    }

    @Test
    void percentilesAreMeasuredValues() {
        long[] backwards = LongStream.rangeClosed(1, 200).map(i -> 201 - i).toArray();
        Measurement run = Measurement.ofRoundTrips(backwards, SECOND, SECOND);

        assertThat(run.deliveries()).isEqualTo(200);
        assertThat(run.p50Nanos()).isEqualTo(100);
        assertThat(run.p99Nanos()).isEqualTo(198);
        assertThat(backwards[0]).isEqualTo(200);
    }

    @Test
    void oneRoundTripIsEveryPercentile() {
        Measurement run = Measurement.ofRoundTrips(new long[] {7}, SECOND, SECOND);

        assertThat(run.p50Nanos()).isEqualTo(7);
        assertThat(run.p99Nanos()).isEqualTo(7);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfBoth() {
        assertThat(Comparison.median(List.of(cpu(3), cpu(1), cpu(100)), Measurement::cpuNanosEach))
                .isEqualTo(3);
        assertThat(Comparison.median(List.of(cpu(3), cpu(1), cpu(100), cpu(5)), Measurement::cpuNanosEach))
                .isEqualTo(4);
    }

    /** The third pair ran while the machine did something else: both were slower, their ratio was not. */
    @Test
    void ratiosAreOfPairs() {
        Comparison comparison =
                new Comparison("row", false, List.of(cpu(10), cpu(12), cpu(100)), List.of(cpu(50), cpu(66), cpu(510)));

        assertThat(comparison.cpuRatio()).isCloseTo(5.1, within(1e-9));
        assertThat(comparison.rateRatio()).isEqualTo(1);
    }

    @Test
    void aRatioAboveOneIsInOurFavour() {
        Measurement ours = new Measurement(2_000, SECOND, 2_000_000, 10, 20);
        Measurement real = new Measurement(1_000, SECOND, 3_000_000, 10, 50);
        Comparison comparison = new Comparison("request", true, List.of(ours), List.of(real));

        assertThat(comparison.rateRatio()).isEqualTo(2);
        assertThat(comparison.cpuRatio()).isEqualTo(3);
        assertThat(comparison.p99Ratio()).isEqualTo(2.5);
    }

    @Test
    void refusesRunsWithoutCounterpart() {
        assertThatThrownBy(() -> new Comparison("row", false, List.of(cpu(1)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Measurement cpu(long nanosEach) {
        return new Measurement(1_000, SECOND, nanosEach * 1_000, 0, 0);
    }
}
