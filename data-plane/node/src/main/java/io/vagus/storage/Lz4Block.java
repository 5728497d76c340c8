package io.vagus.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compression of one block in the LZ4 block format: fast, and with nothing to load. */
final class Lz4Block {

    private static final int HASH_BITS = 12;
    private static final int MIN_MATCH = 4;
    private static final int LAST_LITERALS = 5;
    private static final int MATCH_LIMIT = 12;
    private static final int MAX_DISTANCE = 65535;

    private Lz4Block() {}

    /** Appends the compressed form of the first bytes of the input. */
    static void compress(byte[] input, int length, Bytes out) {
        out.reserve(length + length / 255 + 16);
        int[] table = new int[1 << HASH_BITS];
        Arrays.fill(table, -1);
        int anchor = 0;
        int at = 0;
        int misses = 0;
        int limit = length - MATCH_LIMIT;
        while (at < limit) {
            int word = (int) Bytes.INT.get(input, at);
            int hash = word * -1640531535 >>> 32 - HASH_BITS;
            int candidate = table[hash];
            table[hash] = at;
            if (candidate < 0 || at - candidate > MAX_DISTANCE || (int) Bytes.INT.get(input, candidate) != word) {
                at += 1 + (misses++ >>> 6);
                continue;
            }
            misses = 0;
            int end = at + MIN_MATCH;
            int other = candidate + MIN_MATCH;
            while (end < length - LAST_LITERALS && input[end] == input[other]) {
                end++;
                other++;
            }
            putSequence(input, anchor, at - anchor, at - candidate, end - at - MIN_MATCH, out);
            at = end;
            anchor = end;
        }
        putLiterals(input, anchor, length - anchor, out);
    }

    private static void putSequence(byte[] input, int anchor, int literals, int distance, int match, Bytes out) {
        out.putByte(Math.min(15, literals) << 4 | Math.min(15, match));
        putRest(literals, out);
        out.putBytes(input, anchor, literals);
        out.putByte(distance);
        out.putByte(distance >>> 8);
        putRest(match, out);
    }

    private static void putLiterals(byte[] input, int anchor, int literals, Bytes out) {
        out.putByte(Math.min(15, literals) << 4);
        putRest(literals, out);
        out.putBytes(input, anchor, literals);
    }

    private static void putRest(int length, Bytes out) {
        if (length < 15) {
            return;
        }
        int rest = length - 15;
        while (rest >= 255) {
            out.putByte(255);
            rest -= 255;
        }
        out.putByte(rest);
    }

    /** The block's content, which has this length, or null where the block is not one. */
    static byte @Nullable [] decompress(byte[] input, int from, int to, int length) {
        if (length < 0 || length > FrameCodec.MAX_FRAME_BYTES) {
            return null;
        }
        byte[] out = new byte[length];
        ByteCursor in = new ByteCursor(input, from, to);
        int size = 0;
        try {
            while (in.hasMore()) {
                int token = in.getByte();
                int literals = rest(in, token >>> 4);
                in.skip(literals);
                System.arraycopy(input, in.at - literals, out, size, literals);
                size += literals;
                if (!in.hasMore()) {
                    break;
                }
                int distance = in.getByte() | in.getByte() << 8;
                int match = rest(in, token & 15) + MIN_MATCH;
                if (distance == 0 || distance > size || match > length - size) {
                    return null;
                }
                for (int i = 0; i < match; i++) {
                    out[size + i] = out[size + i - distance];
                }
                size += match;
            }
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        return size == length ? out : null;
    }

    private static int rest(ByteCursor in, int first) {
        int length = first;
        if (first == 15) {
            int b;
            do {
                b = in.getByte();
                length += b;
            } while (b == 255 && length < FrameCodec.MAX_FRAME_BYTES);
        }
        return length;
    }
}
