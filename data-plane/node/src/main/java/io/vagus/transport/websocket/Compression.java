package io.vagus.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses and decompresses whole messages (RFC 7692, no context taken over from one to the next). Keeps a few compressors for
 * later, as each holds memory outside the heap. Safe for use by any thread.
 */
final class Compression {

    private static final int RETAINED = 16;
    private static final int STEP_BYTES = 16 * 1024;
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final ArrayDeque<Deflater> DEFLATERS = new ArrayDeque<>();
    private static final ArrayDeque<Inflater> INFLATERS = new ArrayDeque<>();

    private Compression() {}

    /** Compresses; the result is without the four bytes that end every message. */
    static byte[] compress(byte[] plain) {
        Deflater deflater = takeDeflater();
        try {
            deflater.setInput(plain);
            byte[] out = new byte[plain.length / 2 + 64];
            int length = 0;
            while (true) {
                int count = deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
                length += count;
                if (length < out.length) {
                    break;
                }
                out = Arrays.copyOf(out, out.length * 2);
            }
            return Arrays.copyOf(out, Math.max(0, length - TAIL.length));
        } finally {
            give(deflater);
        }
    }

    /**
     * Decompresses.
     *
     * @param limit the most bytes it may become
     * @throws WebSocketException when it is broken or too large
     */
    static byte[] decompress(byte[] compressed, int limit) throws WebSocketException {
        Inflater inflater = takeInflater();
        try {
            ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.min(limit, compressed.length * 4 + 64));
            inflater.setInput(compressed);
            byte[] step = new byte[STEP_BYTES];
            boolean tailGiven = false;
            while (true) {
                int count = inflater.inflate(step);
                if (count > limit - plain.size()) {
                    throw new WebSocketException("maximum payload exceeded");
                }
                plain.write(step, 0, count);
                if (count > 0) {
                    continue;
                }
                if (inflater.finished() || tailGiven) {
                    return plain.toByteArray();
                }
                inflater.setInput(TAIL);
                tailGiven = true;
            }
        } catch (DataFormatException e) {
            throw new WebSocketException("corrupt compressed message");
        } finally {
            give(inflater);
        }
    }

    private static Deflater takeDeflater() {
        LOCK.lock();
        try {
            Deflater kept = DEFLATERS.pollLast();
            return kept == null ? new Deflater(Deflater.BEST_SPEED, true) : kept;
        } finally {
            LOCK.unlock();
        }
    }

    private static Inflater takeInflater() {
        LOCK.lock();
        try {
            Inflater kept = INFLATERS.pollLast();
            return kept == null ? new Inflater(true) : kept;
        } finally {
            LOCK.unlock();
        }
    }

    private static void give(Deflater deflater) {
        deflater.reset();
        LOCK.lock();
        try {
            if (DEFLATERS.size() < RETAINED) {
                DEFLATERS.addLast(deflater);
                return;
            }
        } finally {
            LOCK.unlock();
        }
        deflater.end();
    }

    private static void give(Inflater inflater) {
        inflater.reset();
        LOCK.lock();
        try {
            if (INFLATERS.size() < RETAINED) {
                INFLATERS.addLast(inflater);
                return;
            }
        } finally {
            LOCK.unlock();
        }
        inflater.end();
    }
}
