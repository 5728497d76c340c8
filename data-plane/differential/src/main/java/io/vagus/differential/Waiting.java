package io.vagus.differential;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Waits for servers whose answers are not known beforehand. */
final class Waiting {

    /** Longest wait for silence, whatever goes on. */
    static final long MOST_MILLIS = 10_000;

    private Waiting() {}

    /** Returns when nothing has been heard for so long. */
    static void forSilence(AtomicLong lastHeard, long millis) {
        long quiet = TimeUnit.MILLISECONDS.toNanos(millis);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
        for (long now = begin; now < end; now = System.nanoTime()) {
            long left = Math.max(begin, lastHeard.get()) + quiet - now;
            if (left <= 0) {
                return;
            }
            pause(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DifferentialException("interrupted", e);
        }
    }
}
