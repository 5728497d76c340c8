package io.vagus.account;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateGateTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND;

    @Test
    void letsASecondsWorthPassAtOnceAndThenDelays() {
        RateGate gate = new RateGate(new RateLimit(100, -1));

        assertThat(gate.charge(START, 100, 1_000_000)).isZero();
        assertThat(gate.charge(START, 1, 0)).isEqualTo(SECOND / 100);
        assertThat(gate.charge(START + SECOND / 50, 1, 0)).isZero();
    }

    @Test
    void measuresBytesApartFromMessages() {
        RateGate gate = new RateGate(new RateLimit(-1, 1000));

        assertThat(gate.charge(START, 1_000_000, 1000)).isZero();
        assertThat(gate.charge(START, 0, 500)).isEqualTo(SECOND / 2);
    }

    @Test
    void refusesOneMessagePastTheLimitAndTakesNothingForIt() {
        RateGate gate = new RateGate(new RateLimit(2, 10));

        assertThat(gate.tryTake(START, 5)).isTrue();
        assertThat(gate.tryTake(START, 6)).isFalse();
        assertThat(gate.tryTake(START, 5)).isTrue();
        assertThat(gate.tryTake(START, 0)).isFalse();
        assertThat(gate.tryTake(START + SECOND / 2, 5)).isTrue();
    }

    @Test
    void neverHoldsBackLongerThanItsLimit() {
        RateGate gate = new RateGate(new RateLimit(1, -1));

        assertThat(gate.charge(START, Long.MAX_VALUE / 2, 0))
                .isEqualTo(RateGate.LONGEST_DELAY_NANOS - RateGate.BURST_NANOS);
        assertThat(gate.charge(START, Long.MAX_VALUE / 2, 0)).isEqualTo(RateGate.LONGEST_DELAY_NANOS);
    }

    @Test
    void aRateOfZeroLetsNothingPass() {
        RateGate gate = new RateGate(new RateLimit(0, -1));

        assertThat(gate.tryTake(START, 0)).isFalse();
    }

    @Property(tries = 100)
    void overTimeNoMoreThanTheRateAndOneBurstPass(
            @ForAll @LongRange(min = 1, max = 1_000_000) long rate, @ForAll @IntRange(min = 1, max = 500) int batch) {
        RateGate gate = new RateGate(new RateLimit(rate, -1));
        long now = START;
        long sent = 0;
        for (int i = 0; i < 2_000; i++) {
            long delay = gate.charge(now, batch, 0);
            sent += batch;
            now += Math.max(delay, SECOND / 1000);
        }

        double seconds = (now - START) / (double) SECOND;
        // A batch that costs more than the longest debt is forgiven the rest.
        double forgiven = batch > 9 * rate ? sent : 0;
        assertThat((double) sent).isLessThanOrEqualTo(rate * (seconds + 1) * 1.001 + batch + forgiven);
    }
}
