package io.vagus.jetstream.consumer;

import java.util.Arrays;

/** Positive longs to positive longs, open addressing, without boxes. Zero stands for "none". Not for sharing. */
final class LongMap {

    private static final int SMALLEST = 8;

    private long[] keys = new long[SMALLEST];
    private long[] values = new long[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    long get(long key) {
        int at = slot(key);
        return keys[at] == key ? values[at] : 0;
    }

    boolean contains(long key) {
        return keys[slot(key)] == key;
    }

    void put(long key, long value) {
        int at = slot(key);
        if (keys[at] == key) {
            values[at] = value;
            return;
        }
        if ((size + 1) * 3 > keys.length * 2) {
            grow();
            at = slot(key);
        }
        keys[at] = key;
        values[at] = value;
        size++;
    }

    boolean remove(long key) {
        int at = slot(key);
        if (keys[at] != key) {
            return false;
        }
        size--;
        int mask = keys.length - 1;
        int gap = at;
        for (int next = (at + 1) & mask; keys[next] != 0; next = (next + 1) & mask) {
            int home = hash(keys[next]) & mask;
            if (((next - home) & mask) >= ((next - gap) & mask)) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
        }
        keys[gap] = 0;
        values[gap] = 0;
        return true;
    }

    /** Removes all keys below this one. */
    void removeBelow(long key) {
        for (long each : sortedKeys()) {
            if (each >= key) {
                return;
            }
            remove(each);
        }
    }

    /** The keys, ascending. */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int at = 0;
        for (long key : keys) {
            if (key != 0) {
                sorted[at++] = key;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    static int hash(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
