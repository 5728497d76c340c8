package io.vagus.controlplane.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The buckets of callers. */
class RateLimitsTest {

    private final AtomicLong millis = new AtomicLong();
    private final RateLimits limits = new RateLimits(60, () -> Instant.ofEpochMilli(millis.get()));
    private final UUID caller = UUID.randomUUID();

    @Test
    void aMinutesWorthMayComeAtOnceAndThenAsFastAsItFills() {
        for (int i = 0; i < 60; i++) {
            assertThat(limits.take(caller).refused()).isFalse();
        }

        assertThat(limits.take(caller).refused()).isTrue();
        assertThat(limits.take(caller).retrySeconds()).isEqualTo(1);
        millis.addAndGet(1_000);
        assertThat(limits.take(caller).refused()).isFalse();
        assertThat(limits.take(caller).refused()).isTrue();
        assertThat(limits.take(UUID.randomUUID()).refused()).isFalse();
    }

    @Test
    void aBucketIsNeverMoreThanFull() {
        millis.addAndGet(3_600_000);

        assertThat(limits.take(caller).remaining()).isEqualTo(59);
    }

    @Test
    void callersBeyondTheLimitAreForgotten() {
        for (int i = 0; i < 60; i++) {
            limits.take(caller);
        }
        for (int i = 0; i < RateLimits.MAX_CALLERS - 1; i++) {
            limits.take(new UUID(0, i));
        }
        assertThat(limits.take(caller).refused())
                .as("remembered up to the limit")
                .isTrue();

        for (int i = 0; i < RateLimits.MAX_CALLERS; i++) {
            limits.take(new UUID(1, i));
        }
        assertThat(limits.take(caller).refused()).as("forgotten past it").isFalse();
    }
}
