package io.vagus.jetstream.stream;

import java.util.Arrays;

/** The one alarm of a stream, shared by those who need to be woken. Owned by the stream. */
final class Timers {
    /** Never. */
    static final long NEVER = Long.MAX_VALUE;

    /** Who wants to be woken. */
    enum Kind {
        EXPIRY,
        SCHEDULE,
        CONSUMERS,
        CONSUMER_STORE,
        BATCHES,
        SOURCES,
        BACKUPS,
        MAINTENANCE
    }

    private final StreamWorld world;
    private final long[] times = new long[Kind.values().length];
    private long armed = NEVER;

    Timers(StreamWorld world) {
        this.world = world;
        Arrays.fill(times, NEVER);
    }

    /** Replaces the time of one kind. */
    void set(Kind kind, long time) {
        times[kind.ordinal()] = time;
        if (time < armed) {
            armed = time;
            world.wakeAt(time);
        }
    }

    /** Makes the time of one kind earlier, never later. */
    void sooner(Kind kind, long time) {
        if (time < times[kind.ordinal()]) {
            set(kind, time);
        }
    }

    /** The alarm has rung. */
    void woken() {
        armed = NEVER;
    }

    boolean isDue(Kind kind, long now) {
        return times[kind.ordinal()] <= now;
    }

    void clearDue(Kind kind, long now) {
        if (isDue(kind, now)) {
            times[kind.ordinal()] = NEVER;
        }
    }

    /** Sets the alarm to the earliest time. */
    void arm() {
        long first = NEVER;
        for (long time : times) {
            first = Math.min(first, time);
        }
        if (first < armed) {
            armed = first;
            world.wakeAt(first);
        }
    }
}
