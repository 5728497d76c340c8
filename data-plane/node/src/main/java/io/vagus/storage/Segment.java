package io.vagus.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows by heart of one segment file: which sequences it has, and which of them are still messages. Belongs to the
 * stream's owner. Takes about 150 bytes, 12 every 64 KiB, and a bit a sequence once something within it was removed.
 */
final class Segment {

    private static final int MARK_EVERY_BYTES = 64 * 1024;

    /** What stands at the beginning of the file. */
    final SegmentHeader header;

    final int generation;

    /** Names this file's content in the {@link BlockCache}. */
    final long cacheId;

    /** The lowest sequence in the file; where there is none, the next one when it was begun. */
    long first;

    /** The highest sequence in the file, or one less than the first. */
    long last;

    long live;

    /** How far the file is written. */
    long length;

    long maxTimestamp;

    /** Bytes of entries in the file, and of those whose messages are still there. */
    long entryBytes;

    long liveEntryBytes;

    /** Whether a message in it must not even stay on the device; the file is to be rewritten. */
    boolean eraseWanted;

    /** Whether a message in it may have headers; false only where it is known that none has. */
    boolean mayHaveHeaders;

    /** Every so many bytes of the file the sequence of a message and the offset of the frame that holds it. */
    private long[] markSequences = {};

    private int[] markOffsets = {};
    private int marks;

    /** A bit for each sequence from the first on that has no message (any more). */
    private long @Nullable [] absent;

    Segment(SegmentHeader header, int generation, long cacheId, long nextSequence) {
        this.header = header;
        this.generation = generation;
        this.cacheId = cacheId;
        this.first = nextSequence;
        this.last = nextSequence - 1;
    }

    long id() {
        return header.id();
    }

    boolean isEmpty() {
        return last < first;
    }

    void add(long sequence, long timestamp, int size, boolean hasHeaders) {
        mayHaveHeaders |= hasHeaders;
        if (isEmpty()) {
            first = sequence;
        } else if (sequence > last + 1) {
            setAbsent(last + 1, sequence - 1);
        }
        last = sequence;
        live++;
        maxTimestamp = Math.max(maxTimestamp, timestamp);
        entryBytes += size;
        liveEntryBytes += size;
    }

    /** Takes note where a message that was added is, where the last one noted is far away. */
    void mark(long sequence, long frameOffset) {
        if (marks > 0 && frameOffset - markOffsets[marks - 1] < MARK_EVERY_BYTES) {
            return;
        }
        if (marks == markOffsets.length) {
            int capacity = Math.max(4, marks * 2);
            markSequences = Arrays.copyOf(markSequences, capacity);
            markOffsets = Arrays.copyOf(markOffsets, capacity);
        }
        markSequences[marks] = sequence;
        markOffsets[marks++] = (int) frameOffset;
    }

    /** The offset of a frame at or before the one that holds a message, close to it; 0 where none is known. */
    long markBefore(long sequence) {
        int at = Arrays.binarySearch(markSequences, 0, marks, sequence);
        at = at < 0 ? -at - 2 : at;
        return at < 0 ? 0 : markOffsets[at];
    }

    boolean contains(long sequence) {
        return sequence >= first && sequence <= last && !isAbsent(sequence);
    }

    private boolean isAbsent(long sequence) {
        int bit = (int) (sequence - first);
        return absent != null && bit >>> 6 < absent.length && (absent[bit >>> 6] & 1L << bit) != 0;
    }

    /** Takes a message out; returns whether it was there. */
    boolean remove(long sequence, long size) {
        if (!contains(sequence)) {
            return false;
        }
        setAbsent(sequence, sequence);
        live--;
        liveEntryBytes = live == 0 ? 0 : Math.max(0, liveEntryBytes - size);
        return true;
    }

    /** Takes all messages of a range out. */
    void removeRange(long from, long to) {
        long low = Math.max(from, first);
        long high = Math.min(to, last);
        if (low > high) {
            return;
        }
        long before = live;
        setAbsent(low, high);
        live = low == first && high == last ? 0 : countLive(first, last);
        liveEntryBytes = before == 0 ? 0 : liveEntryBytes * live / before;
    }

    /** Forgets that there ever was anything after a sequence. */
    void cutAfter(long sequence) {
        if (sequence >= last) {
            return;
        }
        long keptLast = Math.max(sequence, first - 1);
        while (marks > 0 && markSequences[marks - 1] > keptLast) {
            marks--;
        }
        long before = live;
        if (absent != null && keptLast >= first) {
            int bits = (int) (keptLast - first + 1);
            int words = Math.min(absent.length, (bits + 63) >>> 6);
            absent = Arrays.copyOf(absent, words);
            if ((bits & 63) != 0 && (bits >>> 6) < words) {
                absent[bits >>> 6] &= (1L << bits) - 1;
            }
        } else if (keptLast < first) {
            absent = null;
        }
        last = keptLast;
        live = isEmpty() ? 0 : countLive(first, last);
        liveEntryBytes = before == 0 ? 0 : liveEntryBytes * live / before;
        entryBytes = before == 0 ? 0 : entryBytes * live / before;
    }

    private void setAbsent(long from, long to) {
        int low = (int) (from - first);
        int high = (int) (to - first);
        int words = (high >>> 6) + 1;
        long[] bits = absent;
        if (bits == null) {
            bits = new long[words];
        } else if (bits.length < words) {
            bits = Arrays.copyOf(bits, Math.max(words, Math.min(bits.length * 2, (int) (last - first >>> 6) + 1)));
        }
        absent = bits;
        for (int word = low >>> 6; word <= high >>> 6; word++) {
            long mask = -1L;
            if (word == low >>> 6) {
                mask &= -1L << low;
            }
            if (word == high >>> 6) {
                mask &= -1L >>> 63 - (high & 63);
            }
            bits[word] |= mask;
        }
    }

    /** The lowest message at or above a sequence, or 0. */
    long nextLive(long from) {
        long sequence = Math.max(from, first);
        if (live == 0 || sequence > last) {
            return 0;
        }
        long[] bits = absent;
        if (bits == null) {
            return sequence;
        }
        int bit = (int) (sequence - first);
        while (bit >>> 6 < bits.length) {
            long present = ~bits[bit >>> 6] & -1L << bit;
            if (present != 0) {
                bit = (bit & ~63) + Long.numberOfTrailingZeros(present);
                break;
            }
            bit = (bit & ~63) + 64;
        }
        return first + bit <= last ? first + bit : 0;
    }

    /** The highest message at or below a sequence, or 0. */
    long previousLive(long from) {
        long sequence = Math.min(from, last);
        if (live == 0 || sequence < first) {
            return 0;
        }
        long[] bits = absent;
        int bit = (int) (sequence - first);
        while (bit >= 0) {
            if (bits == null || bit >>> 6 >= bits.length) {
                return first + bit;
            }
            long present = ~bits[bit >>> 6] & -1L >>> 63 - (bit & 63);
            if (present != 0) {
                return first + (bit & ~63) + 63 - Long.numberOfLeadingZeros(present);
            }
            bit = (bit & ~63) - 1;
        }
        return 0;
    }

    long countLive(long from, long to) {
        long low = Math.max(from, first);
        long high = Math.min(to, last);
        if (low > high) {
            return 0;
        }
        long count = high - low + 1;
        long[] bits = absent;
        if (bits == null) {
            return count;
        }
        int lowBit = (int) (low - first);
        int highBit = (int) (high - first);
        for (int word = lowBit >>> 6; word <= highBit >>> 6 && word < bits.length; word++) {
            long mask = -1L;
            if (word == lowBit >>> 6) {
                mask &= -1L << lowBit;
            }
            if (word == highBit >>> 6) {
                mask &= -1L >>> 63 - (highBit & 63);
            }
            count -= Long.bitCount(bits[word] & mask);
        }
        return count;
    }

    private void encodeMarks(Bytes out) {
        out.putVarint(marks);
        for (int i = 0; i < marks; i++) {
            out.putVarint(markSequences[i]);
            out.putVarint(markOffsets[i]);
        }
    }

    private void decodeMarks(ByteCursor in) {
        long count = in.getVarint();
        for (long i = 0; i < count; i++) {
            mark(in.getVarint(), in.getVarint());
        }
    }

    void encode(Bytes out) {
        out.putVarint(id());
        out.putVarint(generation);
        out.putVarint(first);
        out.putVarint(last + 1 - first);
        out.putVarint(live);
        out.putVarint(length);
        out.putSigned(maxTimestamp);
        out.putVarint(entryBytes);
        out.putVarint(liveEntryBytes);
        encodeMarks(out);
        long[] bits = absent;
        int words = bits == null ? 0 : bits.length;
        while (bits != null && words > 0 && bits[words - 1] == 0) {
            words--;
        }
        out.putVarint(words);
        for (int i = 0; bits != null && i < words; i++) {
            out.putLong(bits[i]);
        }
    }

    /** Takes over what {@link #encode} wrote after identity and generation. */
    void decode(ByteCursor in) {
        mayHaveHeaders = true;
        first = in.getVarint();
        last = first + in.getVarint() - 1;
        live = in.getVarint();
        length = in.getVarint();
        maxTimestamp = in.getSigned();
        entryBytes = in.getVarint();
        liveEntryBytes = in.getVarint();
        decodeMarks(in);
        long words = in.getVarint();
        if (words == 0) {
            absent = null;
            return;
        }
        if (words > (in.end - in.at) / 8) {
            throw new IndexOutOfBoundsException("more words than bytes");
        }
        absent = new long[(int) words];
        for (int i = 0; i < words; i++) {
            absent[i] = in.getLong();
        }
    }
}
