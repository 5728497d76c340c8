package io.vagus.storage;

import java.util.Arrays;

/** Where in a segment each sequence's entry is, and the hash of its subject: 12 bytes a sequence, made by reading the file when it is needed. */
final class SegmentMap {

    private static final int PLACE_BITS = 27;

    final long base;
    private long[] locations = new long[16];
    private int[] hashes = new int[16];
    private int size;

    SegmentMap(long base) {
        this.base = base;
    }

    /** A place: the frame's offset in the file and the entry's in the frame. */
    static long location(long frameOffset, int inFrame) {
        return frameOffset << PLACE_BITS | inFrame;
    }

    static long frameOffset(long location) {
        return location >>> PLACE_BITS;
    }

    static int inFrame(long location) {
        return (int) location & (1 << PLACE_BITS) - 1;
    }

    void add(long sequence, long location, int hash) {
        int at = (int) (sequence - base);
        if (at >= locations.length) {
            int capacity = Math.max(at + 1, locations.length * 2);
            locations = Arrays.copyOf(locations, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
        }
        if (at < size) {
            Arrays.fill(locations, at, size, 0);
        }
        locations[at] = location;
        hashes[at] = hash;
        size = at + 1;
    }

    /** The place of a sequence's entry, or 0 where it has none. */
    long location(long sequence) {
        long at = sequence - base;
        return at < 0 || at >= size ? 0 : locations[(int) at];
    }

    int hash(long sequence) {
        return hashes[(int) (sequence - base)];
    }

    /**
     * The first sequence from here on whose subject may have this hash: one that has it, one of which nothing is known, or the one behind all that
     * are.
     */
    long nextCandidate(long sequence, int hash) {
        int at = (int) Math.max(0, sequence - base);
        int end = size;
        int[] all = hashes;
        while (at < end && all[at] != hash && locations[at] != 0) {
            at++;
        }
        return Math.max(sequence, base + at);
    }

    long bytes() {
        return 12L * locations.length + 64;
    }
}
