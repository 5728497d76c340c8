package io.vagus.transport.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies parts of frames in whole words: up to seven bytes too many are read and written behind them. */
final class Frames {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SHORT_COPY_BYTES = 64;

    /** "MSG " as a little-endian word, with anything behind it. */
    static final long MSG = 0x2047534dL;

    static final int MSG_BYTES = 4;

    /** "HMSG ", in the same way. */
    static final long HMSG = 0x2047534d48L;

    static final int HMSG_BYTES = 5;

    private Frames() {}

    /** Whether a receiver gets messages, with headers or without, as they lie in the read buffer, with nothing else to be done. */
    static boolean isOrdinary(Target target, boolean headed) {
        ClientConnection to = target.client();
        return !target.subscription.isLimited() && to.trace() == null && (!headed || to.understandsHeaders());
    }

    /** The first eight bytes, zeros behind them where there are less. */
    static long word(byte[] bytes) {
        long word = 0;
        for (int i = Math.min(bytes.length, Long.BYTES) - 1; i >= 0; i--) {
            word = word << 8 | bytes[i] & 0xffL;
        }
        return word;
    }

    /** Copies from a {@link Target#front}. */
    static void copyFront(byte[] front, int from, int length, ByteBuffer out, int at) {
        // The words may reach past the front's end by less than one word: the array has spare bytes for that.
        for (int i = 0; i < length; i += Long.BYTES) {
            out.putLong(at + i, (long) WORDS.get(front, from + i));
        }
    }

    /** Copies from a read buffer. */
    static void copy(ByteBuffer in, int from, int length, ByteBuffer out, int at) {
        if (length > 4 * Long.BYTES) {
            copyMore(in, from, length, out, at);
            return;
        }
        // Not a loop: what the compiler makes of one costs more than so few turns of it.
        out.putLong(at, in.getLong(from));
        if (length > Long.BYTES) {
            out.putLong(at + Long.BYTES, in.getLong(from + Long.BYTES));
            if (length > 2 * Long.BYTES) {
                out.putLong(at + 2 * Long.BYTES, in.getLong(from + 2 * Long.BYTES));
                if (length > 3 * Long.BYTES) {
                    out.putLong(at + 3 * Long.BYTES, in.getLong(from + 3 * Long.BYTES));
                }
            }
        }
    }

    private static void copyMore(ByteBuffer in, int from, int length, ByteBuffer out, int at) {
        if (length > SHORT_COPY_BYTES) {
            out.put(at, in, from, length);
            return;
        }
        for (int i = 0; i < length; i += Long.BYTES) {
            out.putLong(at + i, in.getLong(from + i));
        }
    }
}
