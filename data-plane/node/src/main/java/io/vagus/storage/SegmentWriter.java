package io.vagus.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest segment: gathers frames and writes them at once. Nothing here fails but {@link #write}, after which the file is as it was
 * before. Belongs to the store's owner.
 */
final class SegmentWriter {

    /** Gathered bytes from which on they are written without being asked, where a sync follows each commit. */
    private static final int SYNCED_BUFFER_BYTES = 1024 * 1024;

    /** The same where none does: few enough to be in the processor's cache still when they are copied again. */
    private static final int BUFFER_BYTES = 192 * 1024;

    private static final int KEPT_BYTES = 64 * 1024;

    /** Writes up to this size go into space that was made ready: for larger ones, making it ready costs more than it saves. */
    private static final int SMALL_WRITE_BYTES = 128 * 1024;

    private static final int MIN_READY_BYTES = 16 * 1024;
    private static final byte[] READY = new byte[512 * 1024];

    private final SegmentFiles files;
    private final FrameCodec codec;
    private final Bytes out = new Bytes();
    private final Bytes packing = new Bytes();
    private @Nullable Segment active;
    private @Nullable SegmentMap map;
    private @Nullable StoreFile file;
    private final List<StoreFile> unsynced = new ArrayList<>();
    private long lastOffset;
    private boolean dirty;
    private boolean directoryDirty;

    /**
     * Whether zeros are written ahead of what comes. A sync of bytes that overwrite others is one write to the device; one that makes a
     * file longer is a change of the file system, too, which waits for those of everybody else.
     */
    private final boolean preparesSpace;

    /** The last frame of the newest segment that says that all before it is durable, and the last one that is durable itself; 0 for none. */
    private long lastMark;

    private long durableMark;

    /** Where the newest segment's file ends with its zeros; less than its length where there are none. */
    private long readyUntil;

    SegmentWriter(SegmentFiles files, FrameCodec codec, boolean preparesSpace) {
        this.files = files;
        this.codec = codec;
        this.preparesSpace = preparesSpace;
    }

    @Nullable
    Segment active() {
        return active;
    }

    /** The newest segment's map, or null where it has to be read first. */
    @Nullable
    SegmentMap map() {
        return map;
    }

    void setMap(@Nullable SegmentMap newMap) {
        map = newMap;
    }

    /** Goes on with a segment that is there. */
    void resume(Segment segment) {
        active = segment;
        map = null;
        readyUntil = 0;
        lastMark = 0;
        durableMark = 0;
    }

    /** Begins a new segment; the one before has been written. */
    void begin(Segment segment, long lastSequence, long lastTimestamp) {
        retire();
        active = segment;
        map = null;
        lastMark = 0;
        durableMark = 0;
        putBeginning(segment, lastSequence, lastTimestamp);
    }

    private void putBeginning(Segment segment, long lastSequence, long lastTimestamp) {
        segment.header.encode(out);
        int at = beginEntry();
        Bytes target = target();
        target.putByte(Entry.SKIP);
        target.putLong(lastSequence);
        target.putLong(lastTimestamp);
        endEntry(at);
    }

    /** Whether something waits to be written. */
    boolean hasBuffered() {
        return out.size > 0 || packing.size > 0;
    }

    /** How long the newest segment's file will be when all is written. */
    long projectedLength() {
        Segment segment = active;
        return segment == null ? 0 : segment.length + out.size + packing.size;
    }

    /** Whether so much is gathered that it is to be written. */
    boolean isFull() {
        return out.size + packing.size >= (preparesSpace ? SYNCED_BUFFER_BYTES : BUFFER_BYTES);
    }

    private Segment segment() {
        Segment segment = active;
        if (segment == null) {
            throw new IllegalStateException("no segment");
        }
        return segment;
    }

    private Bytes target() {
        return segment().header.packed() ? packing : out;
    }

    private int beginEntry() {
        return segment().header.packed() ? packing.size : FrameCodec.open(out);
    }

    private void endEntry(int at) {
        Segment segment = segment();
        if (!segment.header.packed()) {
            codec.seal(segment.header, segment.length + at, out, at);
        } else if (packing.size >= FrameCodec.PACKED_BYTES) {
            pack();
        }
    }

    private void pack() {
        if (packing.size > 0) {
            Segment segment = segment();
            codec.pack(segment.header, segment.length + out.size, packing.array, packing.size, out);
            packing.reset(2 * FrameCodec.PACKED_BYTES);
        }
    }

    /** Puts a message behind all others. Returns the bytes of its entry. */
    int putMessage(
            long sequence, byte[] subject, byte @Nullable [] headers, byte[] payload, long timestamp, long ttlSeconds) {
        Segment segment = segment();
        if (segment.isEmpty()) {
            map = new SegmentMap(sequence);
        }
        int at = beginEntry();
        Bytes target = target();
        int before = target.size;
        Entry.putMessage(target, sequence, subject, headers, payload, timestamp, ttlSeconds);
        int size = target.size - before;
        SegmentMap known = map;
        boolean packed = segment.header.packed();
        lastOffset = segment.length + (packed ? out.size : at);
        if (known != null) {
            known.add(
                    sequence,
                    SegmentMap.location(lastOffset, packed ? before : 0),
                    Entry.hash(subject, 0, subject.length));
        }
        endEntry(at);
        return size;
    }

    /** The offset of the frame of the message that was put last. */
    long lastOffset() {
        return lastOffset;
    }

    /** Puts removals: pairs of a first and a last sequence. */
    void putRemovals(LongList ranges) {
        int at = beginEntry();
        Bytes target = target();
        target.putByte(Entry.REMOVALS);
        target.putVarint(ranges.size() / 2);
        for (int i = 0; i < ranges.size(); i += 2) {
            target.putVarint(ranges.get(i));
            target.putVarint(ranges.get(i + 1) - ranges.get(i));
        }
        endEntry(at);
    }

    void putSkip(long lastSequence, long timestamp) {
        int at = beginEntry();
        Bytes target = target();
        target.putByte(Entry.SKIP);
        target.putLong(lastSequence);
        target.putLong(timestamp);
        endEntry(at);
    }

    /** Entries that are not in the file yet. */
    @Nullable
    ByteCursor unwritten(long offset, int inFrame) {
        Segment segment = segment();
        int at = (int) (offset - segment.length);
        if (at >= out.size) {
            return inFrame < packing.size ? new ByteCursor(packing.array, inFrame, packing.size) : null;
        }
        ByteCursor entries = codec.entries(segment.header, offset, out.array, at);
        return entries == null ? null : new ByteCursor(entries.array, entries.at + inFrame, entries.end);
    }

    /**
     * Writes what is gathered. Where that fails, the file is cut to what it had.
     *
     * @param syncing whether what was written before is being synced
     */
    void write(boolean syncing) throws IOException {
        Segment segment = active;
        if (segment == null || !hasBuffered()) {
            return;
        }
        pack();
        boolean first = segment.length == 0;
        boolean durableBefore = !syncing && !needsSync();
        if (first || durableBefore) {
            int at = first ? SegmentHeader.BYTES : 0;
            codec.mark(segment.header, segment.length + at, out.array, at, durableBefore, first);
            if (durableBefore) {
                durableMark = lastMark;
                lastMark = segment.length + at;
            }
        }
        StoreFile open = file;
        if (open == null) {
            boolean create = segment.length == 0;
            open = files.open(segment, create);
            file = open;
            directoryDirty |= create;
        }
        try {
            open.write(segment.length, out.array, 0, out.size);
        } catch (NoSpaceException e) {
            open.truncate(segment.length);
            readyUntil = 0;
            throw e;
        }
        segment.length += out.size;
        dirty = true;
        if (preparesSpace && segment.length > readyUntil && out.size <= SMALL_WRITE_BYTES) {
            prepareSpace(open, segment.length);
        }
        out.reset(Math.max(KEPT_BYTES, 4 * out.size));
    }

    /** Small files get little, so that many small streams do not take much. */
    private void prepareSpace(StoreFile open, long end) throws IOException {
        int bytes = (int) Math.clamp(end, MIN_READY_BYTES, READY.length);
        try {
            open.write(end, READY, 0, bytes);
            readyUntil = end + bytes;
        } catch (NoSpaceException e) {
            open.truncate(end);
        }
    }

    /** Gives back the space behind the last frame. */
    private void trim(StoreFile open) throws IOException {
        Segment segment = active;
        if (segment != null && readyUntil > segment.length) {
            open.truncate(segment.length);
        }
        readyUntil = 0;
    }

    private void trimQuietly(@Nullable StoreFile open) {
        try {
            if (open != null) {
                trim(open);
            }
        } catch (IOException e) {
            // Zeros at the end do no harm, and go when the file is opened.
            readyUntil = 0;
        }
    }

    /** Drops what is gathered and could not be written. */
    void dropBuffered(long lastSequence, long lastTimestamp) {
        out.reset(KEPT_BYTES);
        packing.reset(KEPT_BYTES);
        Segment segment = active;
        if (segment != null && segment.length == 0) {
            putBeginning(segment, lastSequence, lastTimestamp);
        }
    }

    /** Whether something durable behind a place says that what is there is durable: else, when it is damaged, all behind it would look like torn. */
    boolean isKnownDurable(Segment segment, long offset) {
        return segment == active ? offset < durableMark : durableMark > 0;
    }

    /** Makes all that is written durable, and a frame that says so. */
    void settle(long lastSequence, long lastTimestamp) throws IOException {
        takeSync().run();
        putSkip(lastSequence, lastTimestamp);
        write(false);
        takeSync().run();
        durableMark = lastMark;
    }

    /** Overwrites a message of a plain segment where it stands in its file. */
    void overwrite(Segment segment, long location, long sequence) throws IOException {
        long offset = SegmentMap.frameOffset(location);
        StoreFile open = segment == active && file != null ? file : files.open(segment, false);
        byte[] header = new byte[FrameCodec.HEADER_BYTES];
        if (open.readFully(offset, header, 0, header.length)) {
            int length = FrameCodec.frameLength(header, 0, header.length);
            if (length > FrameCodec.HEADER_BYTES + 9 && offset + length <= segment.length) {
                Bytes erased = new Bytes();
                FrameCodec.open(erased);
                erased.putByte(Entry.ERASED);
                erased.putLong(sequence);
                erased.putBytes(new byte[length - erased.size]);
                codec.seal(segment.header, offset, erased, 0);
                codec.mark(
                        segment.header,
                        offset,
                        erased.array,
                        0,
                        FrameCodec.saysDurable(header, 0),
                        FrameCodec.tellsDurable(header, 0));
                open.write(offset, erased.array, 0, erased.size);
            }
        }
        if (open == file) {
            dirty = true;
        } else {
            unsynced.add(open);
        }
    }

    /** A file that was written apart from this has to be synced too, and is closed then. */
    void addUnsynced(StoreFile written) {
        unsynced.add(written);
        directoryDirty = true;
    }

    /** Whether a sync has anything to do. */
    boolean needsSync() {
        return dirty || directoryDirty || !unsynced.isEmpty();
    }

    /** Takes over what has to be synced. The caller runs it on any thread. */
    GroupCommit.SyncWork takeSync() {
        StoreFile current = dirty ? file : null;
        List<StoreFile> others = List.copyOf(unsynced);
        boolean directory = directoryDirty;
        unsynced.clear();
        dirty = false;
        directoryDirty = false;
        return () -> {
            for (StoreFile other : others) {
                other.sync();
                other.close();
            }
            if (current != null) {
                current.sync();
            }
            if (directory) {
                files.port().syncDirectory(files.directory());
            }
        };
    }

    /** Closes the newest segment's file where nothing is to be synced. */
    void release() {
        if (!dirty && !hasBuffered()) {
            trimQuietly(file);
            SegmentFiles.close(file);
            file = null;
            map = null;
            out.reset(0);
            packing.reset(0);
        }
    }

    /** Parts from the newest segment, which has been written. */
    private void retire() {
        StoreFile open = file;
        file = null;
        if (open != null) {
            trimQuietly(open);
            // A sync of it may be running on another thread, so closing waits for the next one.
            unsynced.add(open);
        }
        dirty = false;
    }

    /** Closes everything, whatever state it is in. */
    void abandon() {
        trimQuietly(file);
        SegmentFiles.close(file);
        file = null;
        for (StoreFile each : unsynced) {
            SegmentFiles.close(each);
        }
        unsynced.clear();
        dirty = false;
        directoryDirty = false;
    }
}
