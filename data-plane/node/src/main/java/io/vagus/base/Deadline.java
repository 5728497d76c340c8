package io.vagus.base;

/** Times in nanoseconds at which something is due. */
public final class Deadline {

    private Deadline() {}

    /** So long after a time; the end of time, {@link Long#MAX_VALUE}, when it would be beyond: clients choose what they wait for. */
    public static long after(long time, long nanos) {
        long due = time + nanos;
        return due < 0 && time > 0 && nanos > 0 ? Long.MAX_VALUE : due;
    }
}
