package io.vagus.transport.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies parts of frames in whole words: up to seven bytes too many are read and written behind them. */
final class Frames {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SHORT_COPY_BYTES = 64;

    private Frames() {}

    /** Copies from a {@link Target#front}. */
    static void copyFront(byte[] front, int from, int length, ByteBuffer out, int at) {
        // The words may reach past the front's end by less than one word: the array has spare bytes for that.
        for (int i = 0; i < length; i += Long.BYTES) {
            out.putLong(at + i, (long) WORDS.get(front, from + i));
        }
    }

    /** Copies from a read buffer. */
    static void copy(ByteBuffer in, int from, int length, ByteBuffer out, int at) {
        if (length > SHORT_COPY_BYTES) {
            out.put(at, in, from, length);
            return;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            out.putLong(at + i, in.getLong(from + i));
        }
    }
}
