package io.vagus.jetstream.stream;

import io.vagus.base.Deadline;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Discard;
import io.vagus.storage.StoredMessage;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import org.jspecify.annotations.Nullable;

/** Keeps a stream within its limits of messages, bytes and age. Owned by the stream. */
final class LimitKeeper {
    private static final byte[] KV_OPERATION = HeaderBlock.name("KV-Operation");
    /** Messages removed for their age in one go; then others get their turn. */
    private static final int EXPIRY_BATCH = 10_000;

    /** Stores what is left behind when the last message of a subject expires. */
    interface Marker {
        void mark(byte[] subject);
    }

    private final StreamStore store;
    private final Marker marker;

    LimitKeeper(StreamStore store, Marker marker) {
        this.store = store;
        this.marker = marker;
    }

    /** Why a new message is refused by a stream that discards new ones; null when it is not. */
    @Nullable
    String refusal(StreamConfig config, byte[] subject, byte @Nullable [] headers, byte[] payload) {
        if (config.discard() != Discard.NEW) {
            return null;
        }
        boolean full =
                config.maxMessagesPerSubject() > 0 && store.subjectMessages(subject) >= config.maxMessagesPerSubject();
        if (full && config.discardNewPerSubject() && !HeaderBlock.has(headers, HeaderNames.ROLLUP)) {
            return "maximum messages per subject exceeded";
        }
        if (config.maxMessages() > 0 && store.messages() >= config.maxMessages() && !full) {
            return "maximum messages exceeded";
        }
        long size = store.sizeOf(subject.length, headers == null ? 0 : headers.length, payload.length);
        if (config.maxBytes() > 0 && store.bytes() + size > config.maxBytes()) {
            StoredMessage first = full ? store.load(store.firstOf(subject)) : null;
            if (first == null || sizeOf(first) < size) {
                return "maximum bytes exceeded";
            }
        }
        return null;
    }

    private long sizeOf(StoredMessage message) {
        byte[] headers = message.headers();
        return store.sizeOf(message.subject().length, headers == null ? 0 : headers.length, message.payload().length);
    }

    /** Removes what is too much after a message of this subject was stored. */
    void enforce(StreamConfig config, byte[] subject) {
        long perSubject = config.maxMessagesPerSubject();
        if (perSubject > 0) {
            for (long over = store.subjectMessages(subject) - perSubject; over > 0; over--) {
                store.delete(store.firstOf(subject));
            }
        }
        enforceTotals(config);
    }

    /** Removes what is too much of all. */
    void enforceTotals(StreamConfig config) {
        if (config.maxMessages() > 0) {
            while (store.messages() > config.maxMessages() && store.delete(store.firstSequence())) {
                // One after the other.
            }
        }
        if (config.maxBytes() > 0) {
            while (store.bytes() > config.maxBytes() && store.messages() > 0 && store.delete(store.firstSequence())) {
                // One after the other.
            }
        }
    }

    /** Removes what is too much of each subject, after the limit was lowered. */
    void enforceSubjects(StreamConfig config) {
        long perSubject = config.maxMessagesPerSubject();
        if (perSubject > 0) {
            store.subjectStates(SubjectFilter.all()).stream()
                    .filter(state -> state.messages() > perSubject)
                    .forEach(state -> {
                        for (long over = state.messages() - perSubject; over > 0; over--) {
                            store.delete(store.firstOf(state.subject()));
                        }
                    });
        }
    }

    /** Removes what is too old; the time at which there may be more. */
    long expire(StreamConfig config, long now) {
        boolean marks = config.subjectDeleteMarkerTtlNanos() > 0;
        boolean ownTimes = config.allowMessageTtl();
        int done = 0;
        long next = StreamStore.NO_EXPIRY;
        if (config.maxAgeNanos() > 0) {
            long sequence = store.firstSequence();
            while (store.messages() > 0) {
                StoredMessage message = store.next(SubjectFilter.all(), sequence);
                if (message == null) {
                    break;
                }
                if (message.timestampNanos() > now - config.maxAgeNanos()) {
                    next = Deadline.after(message.timestampNanos(), config.maxAgeNanos());
                    break;
                }
                sequence = message.sequence() + 1;
                if (!ownTimes || message.ttlSeconds() != StreamStore.TTL_NEVER) {
                    remove(message, marks);
                    if (++done == EXPIRY_BATCH) {
                        return now;
                    }
                }
            }
        }
        if (!ownTimes) {
            // A copy keeps the time of its own that it came with, which counts once the stream allows it.
            return next;
        }
        for (long sequence = store.nextExpired(now); sequence != 0; sequence = store.nextExpired(now)) {
            StoredMessage message = store.load(sequence);
            if (message == null || !remove(message, marks)) {
                break;
            }
            if (++done == EXPIRY_BATCH) {
                return now;
            }
        }
        return Math.min(next, store.nextExpiryNanos());
    }

    private boolean remove(StoredMessage message, boolean marks) {
        boolean isLast = marks && store.subjectMessages(message.subject()) == 1 && !isMarker(message.headers());
        boolean removed = store.delete(message.sequence());
        if (removed && isLast) {
            marker.mark(message.subject());
        }
        return removed;
    }

    private static boolean isMarker(byte @Nullable [] headers) {
        return HeaderBlock.has(headers, HeaderNames.MARKER_REASON)
                || HeaderBlock.text(headers, KV_OPERATION).equals("PURGE");
    }

    /** When a message that is stored now becomes too old; {@link StreamStore#NO_EXPIRY} for never. */
    static long expiry(StreamConfig config, long timestamp, long ttlSeconds) {
        long byAge = config.maxAgeNanos() > 0 ? Deadline.after(timestamp, config.maxAgeNanos()) : StreamStore.NO_EXPIRY;
        if (!config.allowMessageTtl()) {
            return byAge;
        }
        if (ttlSeconds == StreamStore.TTL_NEVER) {
            return StreamStore.NO_EXPIRY;
        }
        return ttlSeconds > 0 ? Math.min(byAge, MessageTtl.end(timestamp, ttlSeconds)) : byAge;
    }
}
