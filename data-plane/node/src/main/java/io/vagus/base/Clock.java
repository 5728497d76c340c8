package io.vagus.base;

import java.time.Instant;

/** Time as the node sees it. Handed in, so that tests can own it. Safe for use by any thread. */
public interface Clock {

    /** A monotonic time in nanoseconds, comparable only with other values of the same clock. */
    long nanos();

    /** The wall-clock time. */
    Instant now();

    /** The machine's own clock. */
    static Clock system() {
        return new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }
        };
    }
}
