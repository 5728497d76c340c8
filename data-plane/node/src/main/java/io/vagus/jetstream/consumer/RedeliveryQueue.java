package io.vagus.jetstream.consumer;

import java.util.Arrays;

/** Messages whose turn to be delivered again has come, in the order they got there; each at most once. Not for sharing. */
final class RedeliveryQueue {

    private long[] ring = new long[8];
    private int head;
    private int count;
    private final LongMap members = new LongMap();

    int size() {
        return members.size();
    }

    boolean contains(long sequence) {
        return members.contains(sequence);
    }

    void add(long sequence) {
        if (members.contains(sequence)) {
            return;
        }
        members.put(sequence, 1);
        if (count == ring.length) {
            long[] larger = new long[ring.length * 2];
            for (int i = 0; i < count; i++) {
                larger[i] = ring[(head + i) & (ring.length - 1)];
            }
            ring = larger;
            head = 0;
        }
        ring[(head + count++) & (ring.length - 1)] = sequence;
    }

    /** The next one, which stays; 0 when there is none. */
    long peek() {
        while (count > 0) {
            long sequence = ring[head];
            if (members.contains(sequence)) {
                return sequence;
            }
            skipHead();
        }
        return 0;
    }

    /** Takes it out, wherever it stands. */
    void remove(long sequence) {
        if (!members.remove(sequence)) {
            return;
        }
        if (members.size() == 0) {
            count = 0;
            return;
        }
        if (count > 0 && ring[head] == sequence) {
            skipHead();
            return;
        }
        // It may come back and must then stand at the end: no trace of it may be left.
        int kept = 0;
        for (int i = 0; i < count; i++) {
            long each = ring[(head + i) & (ring.length - 1)];
            if (each != sequence) {
                ring[(head + kept++) & (ring.length - 1)] = each;
            }
        }
        count = kept;
    }

    void clear() {
        Arrays.stream(members.sortedKeys()).forEach(members::remove);
        count = 0;
    }

    private void skipHead() {
        head = (head + 1) & (ring.length - 1);
        count--;
    }
}
