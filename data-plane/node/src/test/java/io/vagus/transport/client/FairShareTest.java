package io.vagus.transport.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Limits;
import org.junit.jupiter.api.Test;

class FairShareTest {

    private static final long SECOND = 1_000_000_000;

    private final FairShare share = new FairShare();
    private final FairShare.Part noisy = new FairShare.Part();
    private final FairShare.Part quiet = new FairShare.Part();

    private long now = 100 * SECOND;
    private long round;

    /** Another round, in which so many connections of the noisy account read; what they may read together. */
    private int noisyRound(int connections) {
        round++;
        int bytes = 0;
        for (int i = 0; i < connections; i++) {
            bytes += share.readBytes(noisy, round, now);
        }
        return bytes;
    }

    private int quietReads() {
        return share.readBytes(quiet, round, now);
    }

    /** Has the node find out what a byte of the noisy account costs. */
    private void learn(long nanosPerByte) {
        for (int i = 0; i < 100; i++) {
            share.charge(noisy, 1000, 1000 * nanosPerByte);
        }
    }

    @Test
    void anAccountAloneReadsWhatTheBufferHolds() {
        noisyRound(3);

        assertThat(noisyRound(1)).isEqualTo(Limits.READ_BUFFER_BYTES);
        assertThat(share.isShared()).isFalse();
    }

    @Test
    void anAccountReadsWhatFitsIntoTheTimeOfARoundOnceAnotherUsesTheLoop() {
        learn(2);
        noisyRound(1);
        quietReads();
        noisyRound(1);

        assertThat((double) noisyRound(1)).isBetween(Limits.ROUND_NANOS / 2 * 0.8, Limits.ROUND_NANOS / 2 * 1.2);
    }

    @Test
    void whatMessagesCauseIsChargedToTheirSender() {
        learn(1);
        noisyRound(1);
        quietReads();
        noisyRound(1);
        int cheap = noisyRound(1);
        learn(8);

        assertThat((double) noisyRound(1)).isBetween(cheap / 10.0, cheap / 6.0);
    }

    @Test
    void aTurnThatTheSystemInterruptedChangesLittle() {
        learn(1);
        noisyRound(1);
        quietReads();
        noisyRound(1);
        int before = noisyRound(1);
        share.charge(noisy, 1000, SECOND);

        assertThat((double) noisyRound(1)).isGreaterThan(before * 0.8);
    }

    @Test
    void twoAccountsThatReadHaveHalfARoundEach() {
        quietReads();
        int alone = noisyRound(1);
        quietReads();

        assertThat(noisyRound(1)).isEqualTo(quietReads()).isEqualTo(alone / 2);
    }

    @Test
    void manyConnectionsDivideTheShareOfTheirAccount() {
        quietReads();
        noisyRound(1);
        int one = noisyRound(1);
        noisyRound(8);

        assertThat(noisyRound(8)).isEqualTo(one);
    }

    @Test
    void everyConnectionReadsAtLeastALittle() {
        quietReads();
        noisyRound(100_000);
        round++;

        assertThat(share.readBytes(noisy, round, now)).isEqualTo(Limits.LEAST_READ_BYTES);
    }

    @Test
    void anAccountThatSendsNowAndThenStillCounts() {
        quietReads();
        now += SECOND / 2;
        noisyRound(1);

        assertThat(noisyRound(1)).isLessThan(Limits.READ_BUFFER_BYTES);
    }

    @Test
    void theShareIsWholeAgainWhenTheOthersHaveBeenSilentForLong() {
        noisyRound(1);
        quietReads();
        now += SECOND / 2;
        noisyRound(1);
        now += SECOND;

        assertThat(noisyRound(1)).isEqualTo(Limits.READ_BUFFER_BYTES);
    }
}
