package io.vagus.storage;

import java.util.Arrays;

/** Reads what {@link Bytes} wrote. Running over the end is an {@link IndexOutOfBoundsException}. */
final class ByteCursor {

    final byte[] array;
    final int end;
    int at;

    ByteCursor(byte[] array, int from, int to) {
        this.array = array;
        this.at = from;
        this.end = to;
    }

    ByteCursor(byte[] array) {
        this(array, 0, array.length);
    }

    boolean hasMore() {
        return at < end;
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > end - at) {
            throw new IndexOutOfBoundsException("entry runs over its end");
        }
    }

    int getByte() {
        need(1);
        return array[at++] & 0xff;
    }

    int getInt() {
        need(4);
        at += 4;
        return (int) Bytes.INT.get(array, at - 4);
    }

    long getLong() {
        need(8);
        at += 8;
        return (long) Bytes.LONG.get(array, at - 8);
    }

    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = getByte();
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("number too long");
    }

    long getSigned() {
        long value = getVarint();
        return value >>> 1 ^ -(value & 1);
    }

    int getLength() {
        long length = getVarint();
        need(length);
        return (int) length;
    }

    byte[] getBytes(int length) {
        need(length);
        at += length;
        return Arrays.copyOfRange(array, at - length, at);
    }

    byte[] getSized() {
        return getBytes(getLength());
    }

    void skip(int length) {
        need(length);
        at += length;
    }
}
