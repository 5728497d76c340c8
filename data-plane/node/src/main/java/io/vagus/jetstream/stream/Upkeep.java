package io.vagus.jetstream.stream;

import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StreamStore;

/**
 * Has a stream's stores do what can wait, after changes and until nothing has changed; then they give back their buffers and files, and are left alone. Owned by the
 * stream.
 */
final class Upkeep {
    /** How long after a change the stores are looked after, and again until nothing has changed. */
    private static final long PAUSE_NANOS = 1_000_000_000;

    private static final long BUSY_NANOS = 10_000_000;

    private final StreamStore store;
    private final ConsumerStore consumerStore;
    private final Timers timers;
    private boolean changedSince;

    /** Whether the next settling follows from an alarm, and not from something new. */
    private boolean woken;

    Upkeep(StreamStore store, ConsumerStore consumerStore, Timers timers) {
        this.store = store;
        this.consumerStore = consumerStore;
        this.timers = timers;
    }

    /** What is stored changes. */
    void changes(long now) {
        changedSince = true;
        timers.sooner(Timers.Kind.MAINTENANCE, now + PAUSE_NANOS);
    }

    /** The stream has settled, perhaps after consumers did something. */
    void settled(long now) {
        if (woken) {
            woken = false;
        } else {
            changes(now);
        }
    }

    /** It is time. Errors: {@link io.vagus.storage.StorageException}. */
    void due(long now) {
        woken = true;
        if (store.maintain(now) | consumerStore.maintain(now)) {
            timers.set(Timers.Kind.MAINTENANCE, now + BUSY_NANOS);
        } else if (changedSince) {
            changedSince = false;
            timers.set(Timers.Kind.MAINTENANCE, now + PAUSE_NANOS);
        } else {
            store.releaseIdle();
            consumerStore.releaseIdle();
            timers.set(Timers.Kind.MAINTENANCE, Timers.NEVER);
        }
    }
}
