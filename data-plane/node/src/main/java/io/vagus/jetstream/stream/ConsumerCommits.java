package io.vagus.jetstream.stream;

import io.vagus.storage.CommitListener;
import io.vagus.storage.ConsumerStore;
import io.vagus.storage.StoreHealth;
import java.util.ArrayList;
import java.util.List;

/**
 * When the state of a stream's consumers is made durable. What was delivered and acknowledged is handed to the operating system in the turn
 * it happens, and synced soon, for many turns together: what a machine that stops loses of it is delivered again. What somebody was told
 * to rely on does not wait: an acknowledgement that asked for an answer, a consumer that was created, changed or removed. Owned by the stream.
 */
final class ConsumerCommits {

    /** How long deliveries and acknowledgements may wait for a sync. */
    static final long SYNC_NANOS = 100_000_000;

    private static final byte[] NOTHING = {};

    private final ConsumerStore store;
    private final Timers timers;
    private final StreamWorld world;

    /** Who acknowledged a message and waits to hear that it is written down. */
    private List<byte[]> answers = new ArrayList<>();

    /** Who else waits for that. */
    private List<CommitListener> listeners = new ArrayList<>();

    ConsumerCommits(ConsumerStore store, Timers timers, StreamWorld world) {
        this.store = store;
        this.timers = timers;
        this.world = world;
    }

    /** Answers when all that the consumers wrote down so far is durable; not at all when that fails. */
    void answer(byte[] to) {
        answers.add(to);
    }

    /** Tells somebody when all that the consumers wrote down so far is durable, or that it could not be stored. */
    void whenDurable(CommitListener listener) {
        listeners.add(listener);
    }

    /** The turn ends. */
    void settle(long now) {
        if (!answers.isEmpty() || !listeners.isEmpty()) {
            List<byte[]> waiting = answers;
            List<CommitListener> told = listeners;
            answers = new ArrayList<>();
            listeners = new ArrayList<>();
            store.commit(outcome -> {
                if (outcome == StoreHealth.GOOD) {
                    waiting.forEach(to -> world.deliver(to, to, null, null, NOTHING));
                }
                told.forEach(each -> each.committed(outcome));
            });
        } else if (store.hasNewDescriptions()) {
            store.commit(outcome -> {});
        } else if (store.write()) {
            timers.sooner(Timers.Kind.CONSUMER_STORE, now + SYNC_NANOS);
        }
    }

    /** The time for a sync has come. */
    void due() {
        timers.set(Timers.Kind.CONSUMER_STORE, Timers.NEVER);
        store.commit(outcome -> {});
    }
}
