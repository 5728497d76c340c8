package io.vagus.storage;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of segments: from what is buffered and not written yet, from cached blocks, from files. Every frame is checked each time it
 * comes from a file; what is damaged comes out as null. Belongs to the store's owner.
 */
final class SegmentReader {

    /** Bytes of a file that are read and cached together. */
    static final int BLOCK_BYTES = 64 * 1024;

    private static final int SMALL_READ_BYTES = 4096;

    /** Messages that are looked for in one segment without its map, one after the other, before it is made. */
    private static final int MAX_WALKS = 512;

    /** What is looked at of a frame that is passed: its header, the kind of its entry, and a sequence. */
    private static final int PEEKED_BYTES = FrameCodec.HEADER_BYTES + 9;

    private static final byte[] NOTHING = {};
    private static final long MAX_WALK_BYTES = 4L * BLOCK_BYTES;

    private final SegmentFiles files;
    private final FrameCodec codec;
    private final BlockCache cache;
    private final SegmentWriter writer;
    private final SegmentMaps maps;
    private final Entry entry = new Entry();
    private @Nullable Segment blockOf;
    private long blockAt = -1;
    private byte @Nullable [] block;
    private long frameAt = -1;
    private @Nullable Segment frameOf;
    private @Nullable Frame frame;
    private @Nullable Segment walkOf;
    private int walks;
    private long walkedTo;
    private long walkedOffset;

    /** What is being shown, for those who want to see more of it meanwhile. */
    private @Nullable Segment scannedOf;

    private byte[] scanned = NOTHING;
    private long scannedFrom;

    /** Is shown the content of a segment. */
    interface Visitor {

        /** An entry; the cursor stands behind its kind, and may be left anywhere within it for kinds other than messages. */
        void entry(int kind, ByteCursor in, long location);

        /** Bytes that make no sense, with frames that do behind them. Returns whether to go on with those. */
        boolean damaged(long from, long to);

        /** That was all. Says whether nothing but zeros follows what was shown. */
        default void ended(boolean onlyZerosFollow) {}
    }

    SegmentReader(SegmentFiles files, FrameCodec codec, BlockCache cache, SegmentWriter writer) {
        this.files = files;
        this.codec = codec;
        this.cache = cache;
        this.writer = writer;
        this.maps = new SegmentMaps(files, cache, writer, this);
    }

    void release() {
        maps.release();
        walkOf = null;
        blockOf = null;
        block = null;
        frameOf = null;
        frame = null;
        files.closeReading();
    }

    /** Forgets what was read of a segment. */
    void forget(Segment segment) {
        release();
        cache.remove(segment.cacheId, SegmentMaps.PART);
        for (long at = 0; at <= segment.length; at += BLOCK_BYTES) {
            cache.remove(segment.cacheId, at / BLOCK_BYTES);
        }
    }

    /** The entry of a message, valid until the next call; null where it is not in the map or is damaged. */
    @Nullable
    Entry entry(Segment segment, long sequence) {
        if (isWalkWorthwhile(segment)) {
            Entry found = walkTo(segment, sequence);
            if (found != null) {
                return found;
            }
        }
        long location = maps.of(segment).location(sequence);
        if (location == 0) {
            return null;
        }
        ByteCursor in = cursor(segment, location);
        if (in == null) {
            return null;
        }
        try {
            if (in.getByte() != Entry.MESSAGE) {
                return null;
            }
            entry.read(in);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
        return entry.sequence == sequence ? entry : null;
    }

    /** Whether the segment's map is not at hand, and has not been missed so often that it is worth reading the whole segment for. */
    private boolean isWalkWorthwhile(Segment segment) {
        if (maps.isAtHand(segment)) {
            return false;
        }
        if (walkOf != segment) {
            if (maps.isCached(segment)) {
                return false;
            }
            walkOf = segment;
            walks = 0;
            walkedTo = 0;
        }
        return walks++ < MAX_WALKS;
    }

    /** Looks for a message from the last one found, or from the nearest mark; null where the way is blocked. */
    private @Nullable Entry walkTo(Segment segment, long sequence) {
        long mark = segment.markBefore(sequence);
        long offset = walkedTo != 0 && walkedTo < sequence && walkedOffset >= mark ? walkedOffset : mark;
        if (offset == 0) {
            return null;
        }
        long limit = offset + MAX_WALK_BYTES;
        if (!segment.header.packed()) {
            offset = hop(segment, offset, sequence);
        }
        while (offset < segment.length && offset <= limit) {
            Frame at = segment.header.packed() ? packedFrame(segment, offset) : plainFrame(segment, offset);
            if (at == null) {
                return null;
            }
            ByteCursor in = new ByteCursor(at.entries().array, at.entries().at, at.entries().end);
            try {
                while (in.hasMore() && in.getByte() == Entry.MESSAGE) {
                    entry.read(in);
                    if (entry.sequence >= sequence) {
                        walkedTo = sequence;
                        walkedOffset = offset;
                        return entry.sequence == sequence ? entry : null;
                    }
                }
            } catch (IndexOutOfBoundsException e) {
                return null;
            }
            offset += at.storedBytes();
        }
        return null;
    }

    /** Goes from frame to frame, without checking what is passed, up to the frame of a message or to where it cannot tell. */
    private long hop(Segment segment, long from, long sequence) {
        long offset = from;
        long end = Math.min(from + MAX_WALK_BYTES, segment.length - PEEKED_BYTES);
        while (offset < end) {
            byte[] bytes = block(segment, offset / BLOCK_BYTES);
            int at = (int) (offset % BLOCK_BYTES);
            if (bytes == null || at > BLOCK_BYTES - PEEKED_BYTES) {
                bytes = readBytes(segment, offset, PEEKED_BYTES);
                at = 0;
                if (bytes == null) {
                    return offset;
                }
            }
            while (at <= bytes.length - PEEKED_BYTES) {
                int length = FrameCodec.frameLength(bytes, at, bytes.length);
                int body = at + FrameCodec.HEADER_BYTES;
                boolean isMessage = bytes[body] == Entry.MESSAGE;
                if (length < 0
                        || isMessage && Entry.plainSequence(bytes, body) >= sequence
                        || !isMessage && !Entry.isKnown(bytes[body])) {
                    return offset;
                }
                offset += length;
                at += length;
            }
        }
        return offset;
    }

    /** A frame's entries, and how many bytes of the file it takes. */
    private record Frame(ByteCursor entries, int storedBytes) {}

    private @Nullable ByteCursor cursor(Segment segment, long location) {
        long offset = SegmentMap.frameOffset(location);
        int inFrame = SegmentMap.inFrame(location);
        if (segment == writer.active() && offset >= segment.length) {
            return writer.unwritten(offset, inFrame);
        }
        Frame found = segment.header.packed() ? packedFrame(segment, offset) : plainFrame(segment, offset);
        ByteCursor entries = found == null ? null : found.entries();
        return entries == null ? null : new ByteCursor(entries.array, entries.at + inFrame, entries.end);
    }

    private @Nullable Frame plainFrame(Segment segment, long offset) {
        long wanted = offset / BLOCK_BYTES;
        byte[] bytes = block(segment, wanted);
        if (bytes != null) {
            int at = (int) (offset - wanted * BLOCK_BYTES);
            if (codec.isIntact(segment.header, offset, bytes, at, bytes.length)) {
                return frame(segment, offset, bytes, at);
            }
        }
        return readFrame(segment, offset);
    }

    /** A block of a plain segment; null where it is not whole yet. */
    private byte @Nullable [] block(Segment segment, long wanted) {
        byte[] bytes = block;
        if (blockOf != segment || blockAt != wanted || bytes == null) {
            bytes = null;
            if ((wanted + 1) * BLOCK_BYTES <= segment.length) {
                bytes = (byte[]) cache.get(segment.cacheId, wanted);
                if (bytes == null) {
                    bytes = readBytes(segment, wanted * BLOCK_BYTES, BLOCK_BYTES);
                    if (bytes != null) {
                        cache.put(segment.cacheId, wanted, bytes, BLOCK_BYTES + 64);
                    }
                }
                block = bytes;
                blockOf = segment;
                blockAt = wanted;
            }
        }
        return bytes;
    }

    private @Nullable Frame readFrame(Segment segment, long offset) {
        byte[] bytes = readBytes(segment, offset, (int) Math.min(SMALL_READ_BYTES, segment.length - offset));
        if (bytes == null) {
            return null;
        }
        int length = FrameCodec.frameLength(bytes, 0, bytes.length);
        if (length > bytes.length && length <= segment.length - offset) {
            bytes = readBytes(segment, offset, length);
        }
        if (bytes == null || !codec.isIntact(segment.header, offset, bytes, 0, bytes.length)) {
            return null;
        }
        return frame(segment, offset, bytes, 0);
    }

    private @Nullable Frame frame(Segment segment, long offset, byte[] bytes, int at) {
        ByteCursor entries = codec.entries(segment.header, offset, bytes, at);
        return entries == null ? null : new Frame(entries, FrameCodec.frameLength(bytes, at, bytes.length));
    }

    private @Nullable Frame packedFrame(Segment segment, long offset) {
        Frame known = frame;
        if (known != null && frameOf == segment && frameAt == offset) {
            return known;
        }
        Frame entries = (Frame) cache.get(segment.cacheId, offset);
        if (entries == null) {
            entries = readFrame(segment, offset);
            if (entries != null) {
                cache.put(segment.cacheId, offset, entries, entries.entries().array.length + 128L);
            }
        }
        frame = entries;
        frameOf = segment;
        frameAt = offset;
        return entries;
    }

    private byte @Nullable [] readBytes(Segment segment, long offset, int length) {
        if (length <= 0) {
            return null;
        }
        try {
            byte[] bytes = new byte[length];
            StoreFile file = files.reading(segment);
            return file.readFully(offset, bytes, 0, length) ? bytes : null;
        } catch (IOException e) {
            throw new StorageException("cannot read " + SegmentFiles.name(segment.id(), segment.generation), e);
        }
    }

    /** The map of a segment, made by reading it where it is not at hand. */
    SegmentMap map(Segment segment) {
        return maps.of(segment);
    }

    /** Whether a frame behind an offset says that all before it was durable. */
    boolean isDurableBehind(Segment segment, long from, long to) {
        boolean known = scannedOf == segment && from >= scannedFrom && to <= scannedFrom + scanned.length;
        byte[] bytes = known ? scanned : content(segment, from, to);
        long base = known ? scannedFrom : from;
        int end = known ? (int) (to - base) : bytes.length;
        for (int at = (int) (from - base); at < end; ) {
            if (!codec.isIntact(segment.header, base + at, bytes, at, end)) {
                at++;
                continue;
            }
            if (FrameCodec.saysDurable(bytes, at)) {
                return true;
            }
            at += FrameCodec.frameLength(bytes, at, end);
        }
        return false;
    }

    /** The last sequence before a segment, as its first entry has it; 0 where that says nothing. */
    long lastBefore(Segment segment) {
        ByteCursor in = cursor(segment, SegmentMap.location(SegmentHeader.BYTES, 0));
        return in != null && in.getByte() == Entry.SKIP ? in.getLong() : 0;
    }

    /** Whether frames of this file say what was durable; null where its first frame, which says so, is not intact. */
    @Nullable
    Boolean tellsDurable(Segment segment, long size) {
        byte[] bytes = content(segment, SegmentHeader.BYTES, Math.min(size, SegmentHeader.BYTES + SMALL_READ_BYTES));
        int length = FrameCodec.frameLength(bytes, 0, bytes.length);
        if (length > bytes.length && length <= size - SegmentHeader.BYTES) {
            bytes = content(segment, SegmentHeader.BYTES, SegmentHeader.BYTES + length);
        }
        return codec.isIntact(segment.header, SegmentHeader.BYTES, bytes, 0, bytes.length)
                ? FrameCodec.tellsDurable(bytes, 0)
                : null;
    }

    /**
     * Shows everything from an offset to another one, in order. Returns where the last intact frame ends.
     */
    long scan(Segment segment, long from, long to, Visitor visitor) {
        if (from >= to) {
            return from;
        }
        byte[] bytes = content(segment, from, to);
        scannedOf = segment;
        scanned = bytes;
        scannedFrom = from;
        try {
            long shownTo = scan(segment, from, bytes, bytes.length, visitor);
            visitor.ended(Bytes.areZero(bytes, (int) (shownTo - from), bytes.length));
            return shownTo;
        } finally {
            scannedOf = null;
            scanned = NOTHING;
        }
    }

    /** The bytes of a part of the file, as far as it goes. */
    private byte[] content(Segment segment, long from, long to) {
        byte[] bytes = new byte[(int) Math.max(0, to - from)];
        try {
            StoreFile file = files.reading(segment);
            int length = 0;
            while (length < bytes.length) {
                int n = file.read(from + length, bytes, length, bytes.length - length);
                if (n < 0) {
                    break;
                }
                length += n;
            }
            return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        } catch (IOException e) {
            throw new StorageException("cannot read " + SegmentFiles.name(segment.id(), segment.generation), e);
        }
    }

    private long scan(Segment segment, long from, byte[] bytes, int end, Visitor visitor) {
        int at = 0;
        int intactEnd = 0;
        while (at < end) {
            if (!codec.isIntact(segment.header, from + at, bytes, at, end)) {
                at++;
                continue;
            }
            int length = FrameCodec.frameLength(bytes, at, end);
            ByteCursor entries = codec.entries(segment.header, from + at, bytes, at);
            if (at > intactEnd && !visitor.damaged(from + intactEnd, from + at)) {
                return from + intactEnd;
            }
            if ((entries == null || !show(entries, from + at, visitor))
                    && !visitor.damaged(from + at, from + at + length)) {
                return from + at;
            }
            at += length;
            intactEnd = at;
        }
        return from + intactEnd;
    }

    /** Shows a frame's entries; false where they end in the middle. */
    private static boolean show(ByteCursor entries, long offset, Visitor visitor) {
        int start = entries.at;
        Entry skipped = new Entry();
        try {
            while (entries.hasMore()) {
                int entryAt = entries.at;
                int kind = entries.getByte();
                int bodyAt = entries.at;
                visitor.entry(kind, entries, SegmentMap.location(offset, entryAt - start));
                entries.at = bodyAt;
                switch (kind) {
                    case Entry.MESSAGE -> skipped.read(entries);
                    case Entry.REMOVALS -> {
                        long ranges = entries.getVarint();
                        for (long i = 0; i < ranges; i++) {
                            entries.getVarint();
                            entries.getVarint();
                        }
                    }
                    case Entry.SKIP -> entries.skip(16);
                    default -> {
                        return kind == Entry.ERASED;
                    }
                }
            }
            return true;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }
}
