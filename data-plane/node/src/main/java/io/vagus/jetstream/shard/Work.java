package io.vagus.jetstream.shard;

/** Something a shard has to do. */
@FunctionalInterface
public interface Work {
    /** @param now the wall-clock time, in nanoseconds since 1970; never less than the last */
    void run(long now);
}
