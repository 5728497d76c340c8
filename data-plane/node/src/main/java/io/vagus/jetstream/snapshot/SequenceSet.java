package io.vagus.jetstream.snapshot;

import io.vagus.base.Limits;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Sequences that a backup says are not there, as bits in pieces of {@value #PIECE} sequences: dense ones cost little, and how many pieces there may be is
 * limited ({@link Limits#RESTORED_GAP_PIECES}), since the backup comes from outside. Belongs to who reads the backup.
 */
public final class SequenceSet {
    static final int PIECE = 4096;

    private final Map<Long, BitSet> pieces = new HashMap<>();

    /** Adds one. Errors: {@link IOException} when they are too many too far from each other. */
    public void add(long sequence) throws IOException {
        long piece = Math.floorDiv(sequence, PIECE);
        BitSet bits = pieces.get(piece);
        if (bits == null) {
            if (pieces.size() >= Limits.RESTORED_GAP_PIECES) {
                throw new IOException("too many deleted messages");
            }
            bits = new BitSet();
            pieces.put(piece, bits);
        }
        bits.set(Math.floorMod(sequence, PIECE));
    }

    /** Adds all of another. Errors: as {@link #add}. */
    public void addAll(SequenceSet other) throws IOException {
        for (Map.Entry<Long, BitSet> each : other.pieces.entrySet()) {
            BitSet bits = pieces.get(each.getKey());
            if (bits != null) {
                bits.or(each.getValue());
            } else if (pieces.size() >= Limits.RESTORED_GAP_PIECES) {
                throw new IOException("too many deleted messages");
            } else {
                pieces.put(each.getKey(), (BitSet) each.getValue().clone());
            }
        }
    }

    public boolean contains(long sequence) {
        BitSet bits = pieces.get(Math.floorDiv(sequence, PIECE));
        return bits != null && bits.get(Math.floorMod(sequence, PIECE));
    }
}
