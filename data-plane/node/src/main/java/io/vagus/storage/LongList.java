package io.vagus.storage;

import java.util.Arrays;

/** Numbers that are gathered one after the other. */
final class LongList {

    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    void set(int index, long value) {
        values[index] = value;
    }

    long[] sorted() {
        long[] result = Arrays.copyOf(values, size);
        Arrays.sort(result);
        return result;
    }
}
