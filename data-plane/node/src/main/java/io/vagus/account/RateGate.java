package io.vagus.account;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures publishing against a rate: two buckets, one of messages and one of bytes, each as full as one second fills it.
 * A bucket is kept as the time at which it will have caught up (GCRA), so that taking is one compare-and-set. Safe for use
 * by any thread; time comes in with each call.
 */
public final class RateGate {

    /** What an idle publisher may send at once: that much of a second's allowance. */
    static final long BURST_NANOS = 1_000_000_000L;

    /** No debt is held longer than this, whatever a batch cost. */
    static final long LONGEST_DELAY_NANOS = 10_000_000_000L;

    private static final double SECOND_NANOS = 1e9;

    private final double nanosPerMessage;
    private final double nanosPerByte;
    private final AtomicLong messagesPaid;
    private final AtomicLong bytesPaid;

    /** Long before any time that a clock may show. */
    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    /** A gate with both buckets full. */
    public RateGate(RateLimit limit) {
        nanosPerMessage = nanosPerUnit(limit.messagesPerSecond());
        nanosPerByte = nanosPerUnit(limit.bytesPerSecond());
        messagesPaid = new AtomicLong(LONG_AGO);
        bytesPaid = new AtomicLong(LONG_AGO);
    }

    private static double nanosPerUnit(long perSecond) {
        if (perSecond < 0) {
            return 0;
        }
        return perSecond == 0 ? LONGEST_DELAY_NANOS : SECOND_NANOS / perSecond;
    }

    /** Takes what has been published already; returns for how many nanoseconds nothing more should be. */
    public long charge(long nowNanos, long messages, long bytes) {
        return Math.max(
                charge(messagesPaid, nowNanos, cost(messages, nanosPerMessage)),
                charge(bytesPaid, nowNanos, cost(bytes, nanosPerByte)));
    }

    /** Takes one message if both buckets hold enough for it; otherwise takes nothing and returns false. */
    public boolean tryTake(long nowNanos, long bytes) {
        long message = cost(1, nanosPerMessage);
        if (!tryTake(messagesPaid, nowNanos, message)) {
            return false;
        }
        if (!tryTake(bytesPaid, nowNanos, cost(bytes, nanosPerByte))) {
            messagesPaid.addAndGet(-message);
            return false;
        }
        return true;
    }

    private static long cost(long units, double nanosPerUnit) {
        return (long) Math.min(units * nanosPerUnit, LONGEST_DELAY_NANOS);
    }

    private static long charge(AtomicLong paid, long now, long cost) {
        if (cost == 0) {
            return 0;
        }
        while (true) {
            long before = paid.get();
            long after = Math.min(Math.max(before, now - BURST_NANOS) + cost, now + LONGEST_DELAY_NANOS);
            if (paid.compareAndSet(before, after)) {
                return Math.max(0, after - now);
            }
        }
    }

    private static boolean tryTake(AtomicLong paid, long now, long cost) {
        while (cost > 0) {
            long before = paid.get();
            long after = Math.max(before, now - BURST_NANOS) + cost;
            if (after > now) {
                return false;
            }
            if (paid.compareAndSet(before, after)) {
                return true;
            }
        }
        return true;
    }
}
