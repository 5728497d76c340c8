package io.vagus.monitoring;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32C;

/**
 * Compresses in the Snappy framing format: an identifier, then chunks of at most 64 KiB, each compressed or as it is, with a
 * checksum. Source: google/snappy framing_format.txt and format_description.txt.
 */
final class Snappy {
    private static final byte[] IDENTIFIER = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};
    private static final int COMPRESSED = 0;
    private static final int AS_IT_IS = 1;
    private static final int MAX_CHUNK_BYTES = 65_536;
    private static final int HASH_BITS = 12;
    private static final int MIN_MATCH_BYTES = 4;
    private static final int MAX_COPY_BYTES = 64;

    private final byte[] input;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Snappy(byte[] input) {
        this.input = input;
    }

    static byte[] compress(byte[] input) {
        Snappy snappy = new Snappy(input);
        snappy.out.writeBytes(IDENTIFIER);
        for (int at = 0; at < input.length; at += MAX_CHUNK_BYTES) {
            snappy.chunk(at, Math.min(MAX_CHUNK_BYTES, input.length - at));
        }
        return snappy.out.toByteArray();
    }

    private void chunk(int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(input, from, length);
        byte[] block = new Block(from, length).compress();
        boolean smaller = block.length < length - length / 8;
        int size = (smaller ? block.length : length) + Integer.BYTES;
        out.write(smaller ? COMPRESSED : AS_IT_IS);
        littleEndian(out, size, 3);
        littleEndian(out, masked((int) crc.getValue()), Integer.BYTES);
        if (smaller) {
            out.writeBytes(block);
        } else {
            out.write(input, from, length);
        }
    }

    private static int masked(int crc) {
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static void littleEndian(ByteArrayOutputStream into, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            into.write(value >>> 8 * i);
        }
    }

    /** One chunk: its length, then literals and copies of what came before. */
    private final class Block {
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private final int[] lastSeen = new int[1 << HASH_BITS];
        private final int start;
        private final int end;

        Block(int start, int length) {
            this.start = start;
            this.end = start + length;
        }

        byte[] compress() {
            int length = end - start;
            while (length >= 0x80) {
                block.write(length | 0x80);
                length >>>= 7;
            }
            block.write(length);
            int literal = start;
            int at = start;
            while (at + MIN_MATCH_BYTES <= end) {
                int word = word(at);
                int slot = word * 0x1e35a7bd >>> Integer.SIZE - HASH_BITS;
                int candidate = lastSeen[slot] - 1;
                lastSeen[slot] = at + 1;
                if (candidate < start || word(candidate) != word) {
                    at++;
                    continue;
                }
                literal(literal, at);
                int match = matchLength(candidate, at);
                copy(at - candidate, match);
                at += match;
                literal = at;
            }
            literal(literal, end);
            return block.toByteArray();
        }

        private int word(int at) {
            return input[at] & 0xff
                    | (input[at + 1] & 0xff) << 8
                    | (input[at + 2] & 0xff) << 16
                    | (input[at + 3] & 0xff) << 24;
        }

        private int matchLength(int earlier, int at) {
            int length = MIN_MATCH_BYTES;
            while (at + length < end && input[earlier + length] == input[at + length]) {
                length++;
            }
            return length;
        }

        private void literal(int from, int to) {
            int length = to - from;
            if (length == 0) {
                return;
            }
            if (length <= 60) {
                block.write(length - 1 << 2);
            } else if (length <= 256) {
                block.write(60 << 2);
                block.write(length - 1);
            } else {
                block.write(61 << 2);
                littleEndian(block, length - 1, Short.BYTES);
            }
            block.write(input, from, length);
        }

        private void copy(int offset, int length) {
            int left = length;
            while (left > 0) {
                int part = Math.min(left, MAX_COPY_BYTES);
                block.write(part - 1 << 2 | 2);
                littleEndian(block, offset, Short.BYTES);
                left -= part;
            }
        }
    }
}
