package io.vagus.transport.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Limits;
import org.junit.jupiter.api.Test;

class FairShareTest {

    private final FairShare share = new FairShare();
    private final FairShare.Part noisy = new FairShare.Part();
    private final FairShare.Part quiet = new FairShare.Part();

    private long round;

    private int noisyRound(int connections) {
        round++;
        int read = 0;
        for (int i = 0; i < connections; i++) {
            read += share.readBytes(noisy, round);
        }
        return read;
    }

    @Test
    void anAccountAloneReadsWhatTheBufferHolds() {
        noisyRound(3);
        round++;

        assertThat(share.readBytes(noisy, round)).isEqualTo(Limits.READ_BUFFER_BYTES);
    }

    @Test
    void twoAccountsHaveTheSameShareOfARound() {
        noisyRound(1);
        share.readBytes(quiet, round);
        round++;

        assertThat(share.readBytes(noisy, round)).isEqualTo(Limits.ROUND_BYTES / 2);
        assertThat(share.readBytes(quiet, round)).isEqualTo(Limits.ROUND_BYTES / 2);
    }

    @Test
    void manyConnectionsDivideTheShareOfTheirAccount() {
        noisyRound(16);
        share.readBytes(quiet, round);

        assertThat(noisyRound(16)).isEqualTo(Limits.ROUND_BYTES / 2);
        assertThat(share.readBytes(quiet, round)).isEqualTo(Limits.ROUND_BYTES / 2);
    }

    @Test
    void everyConnectionReadsAtLeastALittle() {
        noisyRound(100_000);
        share.readBytes(quiet, round);
        round++;

        assertThat(share.readBytes(noisy, round)).isEqualTo(Limits.LEAST_READ_BYTES);
    }

    @Test
    void theShareIsWholeAgainWhenTheOthersAreSilent() {
        noisyRound(1);
        share.readBytes(quiet, round);
        noisyRound(1);
        round++;

        assertThat(share.readBytes(noisy, round)).isEqualTo(Limits.READ_BUFFER_BYTES);
    }
}
