package io.vagus.billing.service.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.billing.metering.AccountKey;
import io.vagus.billing.metering.MeterKey;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Reading;
import io.vagus.billing.metering.ServerBoot;
import io.vagus.billing.metering.Traffic;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingBufferTest {

    private static final Instant JANUARY = Instant.parse("2026-01-31T23:59:59Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");

    private final ReadingBuffer buffer = new ReadingBuffer(2);

    @Test
    void mergesReadingsOfOneMeterInOneMonth() throws InterruptedException {
        buffer.offer(reading("A", 5, JANUARY.minusSeconds(5)));
        buffer.offer(reading("A", 9, JANUARY));
        buffer.offer(reading("A", 7, JANUARY.minusSeconds(3)));

        assertThat(buffer.await(10)).containsExactly(reading("A", 9, JANUARY));
    }

    @Test
    void keepsMonthsApartAndInTheirOrder() throws InterruptedException {
        buffer.offer(reading("A", 5, JANUARY));
        buffer.offer(reading("A", 9, FEBRUARY));
        buffer.offer(reading("A", 6, JANUARY));

        assertThat(buffer.await(10)).containsExactly(reading("A", 6, JANUARY), reading("A", 9, FEBRUARY));
        assertThat(buffer.await(1)).containsExactly(reading("A", 6, JANUARY));
    }

    @Test
    void takesNoNewMeterWhenFullButStillMerges() {
        assertThat(buffer.offer(reading("A", 1, JANUARY))).isTrue();
        assertThat(buffer.offer(reading("B", 1, JANUARY))).isTrue();

        assertThat(buffer.offer(reading("C", 1, JANUARY))).isFalse();
        assertThat(buffer.offer(reading("A", 2, JANUARY))).isTrue();
        assertThat(buffer.size()).isEqualTo(2);
    }

    @Test
    void forgetsWhatIsRecordedButNotWhatCameMeanwhile() throws InterruptedException {
        buffer.offer(reading("A", 1, JANUARY));
        buffer.offer(reading("B", 1, JANUARY));
        List<Reading> taken = buffer.await(10);
        buffer.offer(reading("A", 2, JANUARY));

        buffer.forget(taken);

        assertThat(buffer.await(10)).containsExactly(reading("A", 2, JANUARY));
    }

    private static Reading reading(String account, long messages, Instant seenAt) {
        return new Reading(
                new MeterKey(new ServerBoot("N1"), new AccountKey(account)),
                new Traffic(new Quantity(messages, messages * 10), Quantity.NONE),
                seenAt);
    }
}
