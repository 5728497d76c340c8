package io.vagus.storage;

import java.util.Arrays;

/**
 * The messages with a time to live, the earliest end first: a heap of 16 bytes a message. What was removed meanwhile is skipped when its
 * turn comes.
 */
final class Expiries {

    private long[] times = {};
    private long[] sequences = {};
    private int size;

    int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    long sequence(int index) {
        return sequences[index];
    }

    long firstTime() {
        return size == 0 ? StreamStore.NO_EXPIRY : times[0];
    }

    long firstSequence() {
        return size == 0 ? 0 : sequences[0];
    }

    void clear() {
        times = new long[0];
        sequences = new long[0];
        size = 0;
    }

    void add(long time, long sequence) {
        if (size == times.length) {
            times = Arrays.copyOf(times, Math.max(8, size * 2));
            sequences = Arrays.copyOf(sequences, times.length);
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= time) {
                break;
            }
            times[at] = times[parent];
            sequences[at] = sequences[parent];
            at = parent;
        }
        times[at] = time;
        sequences[at] = sequence;
    }

    /** Forgets the messages after a sequence. */
    void removeAfter(long sequence) {
        long[] oldTimes = times;
        long[] oldSequences = sequences;
        int oldSize = size;
        clear();
        for (int i = 0; i < oldSize; i++) {
            if (oldSequences[i] <= sequence) {
                add(oldTimes[i], oldSequences[i]);
            }
        }
    }

    void removeFirst() {
        size--;
        if (size == 0) {
            clear();
            return;
        }
        long time = times[size];
        long sequence = sequences[size];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            times[at] = times[child];
            sequences[at] = sequences[child];
            at = child;
        }
        times[at] = time;
        sequences[at] = sequence;
        if (size * 4 < times.length) {
            times = Arrays.copyOf(times, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
        }
    }
}
