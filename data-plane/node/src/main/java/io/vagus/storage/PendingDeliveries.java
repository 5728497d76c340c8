package io.vagus.storage;

import java.util.Arrays;

/**
 * The messages that a consumer delivered and that were not acknowledged yet, in the order of their stream sequences: the consumer
 * sequence of the first delivery, and the time of the last one. Belongs to the owner of the consumer. An entry takes 24 bytes.
 */
public final class PendingDeliveries {

    private static final long GONE = 0;

    /** Shared by all that are empty: there may be very many. */
    private static final long[] NO_ENTRIES = {};

    private long[] streamSequences = NO_ENTRIES;
    private long[] consumerSequences = NO_ENTRIES;
    private long[] timestamps = NO_ENTRIES;
    private int start;
    private int end;
    private int live;

    PendingDeliveries() {}

    /** Is shown pending deliveries in the order of their stream sequences. */
    @FunctionalInterface
    public interface Visitor {

        /** One delivery. Returns whether to go on. */
        boolean visit(long streamSequence, long consumerSequence, long timestampNanos);
    }

    /** How many there are. */
    public int size() {
        return live;
    }

    public boolean isEmpty() {
        return live == 0;
    }

    /** Whether this message is pending. */
    public boolean contains(long streamSequence) {
        return find(streamSequence) >= 0;
    }

    /** The consumer sequence of the first delivery of a pending message, or 0. */
    public long consumerSequence(long streamSequence) {
        int at = find(streamSequence);
        return at < 0 ? 0 : consumerSequences[at];
    }

    /** When a pending message was delivered last, or 0. */
    public long timestampNanos(long streamSequence) {
        int at = find(streamSequence);
        return at < 0 ? 0 : timestamps[at];
    }

    /** The lowest pending stream sequence, or 0. */
    public long first() {
        return live == 0 ? 0 : streamSequences[start];
    }

    /** The lowest pending stream sequence from here on, or 0. */
    public long firstFrom(long streamSequence) {
        for (int i = position(streamSequence); i < end; i++) {
            if (consumerSequences[i] != GONE) {
                return streamSequences[i];
            }
        }
        return 0;
    }

    /** Shows those from this stream sequence on. They must not be changed meanwhile. */
    public void forEachFrom(long streamSequence, Visitor visitor) {
        for (int i = position(streamSequence); i < end; i++) {
            if (consumerSequences[i] != GONE
                    && !visitor.visit(streamSequences[i], consumerSequences[i], timestamps[i])) {
                return;
            }
        }
    }

    void put(long streamSequence, long consumerSequence, long timestampNanos) {
        int at = position(streamSequence);
        if (at < end && streamSequences[at] == streamSequence) {
            if (consumerSequences[at] == GONE) {
                live++;
                start = Math.min(start, at);
            }
            consumerSequences[at] = consumerSequence;
            timestamps[at] = timestampNanos;
            return;
        }
        if (end == streamSequences.length) {
            makeRoom();
            at = position(streamSequence);
        }
        System.arraycopy(streamSequences, at, streamSequences, at + 1, end - at);
        System.arraycopy(consumerSequences, at, consumerSequences, at + 1, end - at);
        System.arraycopy(timestamps, at, timestamps, at + 1, end - at);
        streamSequences[at] = streamSequence;
        consumerSequences[at] = consumerSequence;
        timestamps[at] = timestampNanos;
        end++;
        live++;
    }

    void touch(long streamSequence, long timestampNanos) {
        int at = find(streamSequence);
        if (at >= 0) {
            timestamps[at] = timestampNanos;
        }
    }

    boolean remove(long streamSequence) {
        int at = find(streamSequence);
        if (at < 0) {
            return false;
        }
        consumerSequences[at] = GONE;
        live--;
        trim();
        return true;
    }

    void removeThrough(long streamSequence) {
        int until = position(streamSequence + 1);
        for (int i = start; i < until; i++) {
            if (consumerSequences[i] != GONE) {
                live--;
            }
        }
        start = until;
        trim();
    }

    void clear() {
        streamSequences = new long[0];
        consumerSequences = new long[0];
        timestamps = new long[0];
        start = 0;
        end = 0;
        live = 0;
    }

    private void trim() {
        if (live == 0) {
            start = 0;
            end = 0;
            return;
        }
        while (consumerSequences[start] == GONE) {
            start++;
        }
    }

    /** The first place, from the start on, whose sequence is not below the given one. */
    private int position(long streamSequence) {
        if (end > start && streamSequences[end - 1] < streamSequence) {
            return end;
        }
        int at = Arrays.binarySearch(streamSequences, start, end, streamSequence);
        return at < 0 ? -at - 1 : at;
    }

    private int find(long streamSequence) {
        int at = Arrays.binarySearch(streamSequences, start, end, streamSequence);
        return at >= 0 && consumerSequences[at] != GONE ? at : -1;
    }

    /** Drops what is gone; grows where more than half is live. */
    private void makeRoom() {
        int capacity = Math.max(8, live * 2 > streamSequences.length ? live * 2 : streamSequences.length);
        long[] streams = new long[capacity];
        long[] consumers = new long[capacity];
        long[] times = new long[capacity];
        int n = 0;
        for (int i = start; i < end; i++) {
            if (consumerSequences[i] != GONE) {
                streams[n] = streamSequences[i];
                consumers[n] = consumerSequences[i];
                times[n++] = timestamps[i];
            }
        }
        streamSequences = streams;
        consumerSequences = consumers;
        timestamps = times;
        start = 0;
        end = n;
    }
}
