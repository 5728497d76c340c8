package io.vagus.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The maps of segments, which say where each message lies: the writer's own, the one used last, cached ones, and those made by reading a segment. Belongs to the store's
 * owner.
 */
final class SegmentMaps {

    /** Its part of the segment in the cache. */
    static final long PART = -1;

    /** Bytes of a file that are read at once to make a map. */
    private static final int READ_BYTES = 1024 * 1024;

    private final SegmentFiles files;
    private final BlockCache cache;
    private final SegmentWriter writer;
    private final SegmentReader reader;
    private @Nullable Segment mapOf;
    private @Nullable SegmentMap map;

    SegmentMaps(SegmentFiles files, BlockCache cache, SegmentWriter writer, SegmentReader reader) {
        this.files = files;
        this.cache = cache;
        this.writer = writer;
        this.reader = reader;
    }

    void release() {
        mapOf = null;
        map = null;
    }

    /** Whether a map is there without a look into the cache. */
    boolean isAtHand(Segment segment) {
        return segment == writer.active() ? writer.map() != null : mapOf == segment && map != null;
    }

    boolean isCached(Segment segment) {
        return segment != writer.active() && cache.get(segment.cacheId, PART) != null;
    }

    /** The map of a segment, made by reading it where it is not at hand. */
    SegmentMap of(Segment segment) {
        if (segment == writer.active()) {
            SegmentMap ofActive = writer.map();
            if (ofActive == null) {
                // It grows from now on, and lives with the writer: no older one may be found again.
                cache.remove(segment.cacheId, PART);
                map = null;
                ofActive = readMap(segment);
                writer.setMap(ofActive);
            }
            return ofActive;
        }
        SegmentMap known = map;
        if (known != null && mapOf == segment) {
            return known;
        }
        known = (SegmentMap) cache.get(segment.cacheId, PART);
        if (known == null) {
            known = readMap(segment);
            cache.put(segment.cacheId, PART, known, known.bytes());
        }
        map = known;
        mapOf = segment;
        return known;
    }

    private SegmentMap readMap(Segment segment) {
        SegmentMap quick = segment.header.packed() ? null : readPlainMap(segment);
        if (quick != null) {
            return quick;
        }
        SegmentMap made = new SegmentMap(segment.first);
        reader.scan(segment, SegmentHeader.BYTES, segment.length, new SegmentReader.Visitor() {
            private final Entry each = new Entry();

            @Override
            public void entry(int kind, ByteCursor in, long location) {
                if (kind == Entry.MESSAGE) {
                    each.read(in);
                    if (each.sequence >= made.base) {
                        made.add(each.sequence, location, Entry.hash(each.array, each.subjectAt, each.subjectLength));
                    }
                }
            }

            @Override
            public boolean damaged(long from, long to) {
                return true;
            }
        });
        return made;
    }

    /**
     * The map of a segment of plain frames, whose checksums are not looked at: they are when a message is read. Null where a frame does not follow
     * the one before or is not as frames are, where sequences do not ascend, or messages are missing.
     */
    private @Nullable SegmentMap readPlainMap(Segment segment) {
        SegmentMap made = new SegmentMap(segment.first);
        Entry each = new Entry();
        long last = 0;
        long live = 0;
        long start = SegmentHeader.BYTES;
        byte[] bytes = {};
        while (start < segment.length) {
            int size = (int) Math.min(READ_BYTES, segment.length - start);
            bytes = bytes.length == size ? bytes : new byte[size];
            if (!read(segment, start, bytes)) {
                return null;
            }
            int at = 0;
            while (at < size) {
                int length = FrameCodec.frameLength(bytes, at, size);
                if (length < 0 || length > size - at) {
                    break;
                }
                int body = at + FrameCodec.HEADER_BYTES;
                if (bytes[body] == Entry.MESSAGE) {
                    if (!each.readHead(bytes, body, at + length)) {
                        return null;
                    }
                    if (each.sequence <= last || each.sequence > segment.last) {
                        return null;
                    }
                    last = each.sequence;
                    live += segment.contains(last) ? 1 : 0;
                    if (last >= made.base) {
                        int hash = Entry.hash(bytes, each.subjectAt, each.subjectLength);
                        made.add(last, SegmentMap.location(start + at, 0), hash);
                    }
                } else if (!Entry.isKnown(bytes[body])) {
                    return null;
                }
                at += length;
            }
            if (at == 0) {
                return null;
            }
            start += at;
        }
        return live == segment.live ? made : null;
    }

    private boolean read(Segment segment, long offset, byte[] into) {
        try {
            return files.reading(segment).readFully(offset, into, 0, into.length);
        } catch (IOException e) {
            throw new StorageException("cannot read " + SegmentFiles.name(segment.id(), segment.generation), e);
        }
    }
}
