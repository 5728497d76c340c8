package io.vagus.jetstream.stream;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** The message ids of the last while, each with its sequence. Owned by the stream. */
final class Dedupe {
    private record Entry(String id, long sequence, long time) {}

    private final Map<String, Entry> byId = new HashMap<>();
    private final ArrayDeque<Entry> byAge = new ArrayDeque<>();
    private long windowNanos;

    Dedupe(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    void window(long nanos) {
        windowNanos = nanos;
    }

    /** The sequence stored under this id within the window; 0 for none. */
    long find(String id, long now) {
        expire(now);
        Entry entry = byId.get(id);
        return entry == null ? 0 : entry.sequence;
    }

    void add(String id, long sequence, long now) {
        expire(now);
        if (windowNanos <= 0) {
            return;
        }
        Entry entry = new Entry(id, sequence, now);
        byId.put(id, entry);
        byAge.addLast(entry);
    }

    /** Forgets what was stored behind that sequence, since it was taken back. */
    void forgetAfter(long sequence) {
        while (!byAge.isEmpty() && byAge.peekLast().sequence > sequence) {
            Entry entry = byAge.pollLast();
            byId.remove(entry.id, entry);
        }
    }

    private void expire(long now) {
        while (!byAge.isEmpty() && now - byAge.peekFirst().time >= windowNanos) {
            Entry entry = byAge.pollFirst();
            byId.remove(entry.id, entry);
        }
    }

    int size() {
        return byId.size();
    }
}
