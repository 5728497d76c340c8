package io.vagus.controlplane.platform;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes ids that sort by the time of their making (UUID version 7, RFC 9562): a page of the newest is a page by id. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int COUNTER_BITS = 12;

    /** Milliseconds since 1970 above, a counter within the millisecond below; only ever grows. */
    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {}

    public static UUID next(Instant now) {
        long wanted = now.toEpochMilli() << COUNTER_BITS;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, wanted));
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1L << COUNTER_BITS) - 1);
        long high = millis << 16 | 7L << 12 | counter;
        long low = RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
