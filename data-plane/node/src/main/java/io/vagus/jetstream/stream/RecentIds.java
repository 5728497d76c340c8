package io.vagus.jetstream.stream;

import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;

/** The message ids that a stream has seen: those of its window, and that of its last message. Owned by the stream. */
final class RecentIds {
    private final Dedupe dedupe;
    private String last = "";

    RecentIds(long windowNanos) {
        dedupe = new Dedupe(windowNanos);
    }

    /** The id of the last message; empty without one. */
    String last() {
        return last;
    }

    /** How long ids are remembered from now on. */
    void window(long nanos) {
        dedupe.window(nanos);
    }

    /** The last message has this id, perhaps an empty one. */
    void add(String id, long sequence, long time) {
        last = id;
        if (!id.isEmpty()) {
            dedupe.add(id, sequence, time);
        }
    }

    /** The sequence of the message that had this id; 0 for none in the window. */
    long find(String id, long time) {
        return dedupe.find(id, time);
    }

    /** Messages behind this one were taken back. */
    void forgetAfter(long sequence) {
        dedupe.forgetAfter(sequence);
    }

    /** Finds them in the store, after a start. */
    void recall(StreamStore store, long windowNanos, long now) {
        if (windowNanos <= 0 || store.messages() == 0) {
            return;
        }
        long sequence = store.sequenceAt(now - windowNanos);
        for (StoredMessage message = store.nextWithHeaders(sequence);
                message != null;
                message = store.nextWithHeaders(message.sequence() + 1)) {
            String id = HeaderBlock.text(message.headers(), HeaderNames.MESSAGE_ID);
            if (!id.isEmpty()) {
                dedupe.add(id, message.sequence(), message.timestampNanos());
            }
            if (message.sequence() == store.lastSequence()) {
                last = id;
            }
        }
    }
}
