package io.vagus.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are written one after the other into an array that grows. Numbers are little-endian; varints carry seven bits a byte. */
final class Bytes {

    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NONE = {};

    byte[] array = NONE;
    int size;

    /** Whether there are nothing but zeros from a place up to another. */
    static boolean areZero(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Makes room for so many bytes more. */
    void reserve(int more) {
        if (size + more > array.length) {
            array = Arrays.copyOf(array, Math.max(Math.max(256, array.length * 2), size + more));
        }
    }

    void putByte(int value) {
        reserve(1);
        array[size++] = (byte) value;
    }

    void putInt(int value) {
        reserve(4);
        INT.set(array, size, value);
        size += 4;
    }

    void putLong(long value) {
        reserve(8);
        LONG.set(array, size, value);
        size += 8;
    }

    void putVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void putSigned(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    void putBytes(byte[] bytes) {
        putBytes(bytes, 0, bytes.length);
    }

    void putBytes(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, array, size, length);
        size += length;
    }

    /** Bytes with their length before them. */
    void putSized(byte[] bytes) {
        putVarint(bytes.length);
        putBytes(bytes);
    }

    byte[] copy() {
        return Arrays.copyOf(array, size);
    }

    /** Begins anew; an array larger than this is given up. */
    void reset(int keepAtMost) {
        size = 0;
        if (array.length > keepAtMost) {
            array = NONE;
        }
    }
}
