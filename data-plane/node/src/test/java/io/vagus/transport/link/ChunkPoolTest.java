package io.vagus.transport.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.base.Limits;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    void freesWhatItDoesNotKeepAtOnce() {
        ChunkPool pool = new ChunkPool(Long.MAX_VALUE);
        List<ByteBuffer> taken = new ArrayList<>();
        long before = directBytes();
        for (int i = 0; i < Limits.RETAINED_CHUNKS + 200; i++) {
            taken.add(Objects.requireNonNull(pool.take(Limits.CHUNK_BYTES)));
        }
        long most = directBytes();
        taken.forEach(pool::give);

        // Other buffers of this JVM come and go, but they are small beside these.
        assertThat(most - before).isGreaterThan(Limits.RETAINED_CHUNKS * (long) Limits.CHUNK_BYTES);
        assertThat(most - directBytes()).isGreaterThan(190L * Limits.CHUNK_BYTES);
    }

    @Test
    void givesNoMoreThanItMay() {
        ChunkPool pool = new ChunkPool(2L * Limits.CHUNK_BYTES);
        ByteBuffer first = Objects.requireNonNull(pool.take(Limits.CHUNK_BYTES));
        assertThat(pool.take(Limits.CHUNK_BYTES)).isNotNull();
        assertThat(pool.take(Limits.CHUNK_BYTES)).isNull();
        pool.give(first);
        assertThat(pool.take(Limits.CHUNK_BYTES)).isNotNull();
    }
}
