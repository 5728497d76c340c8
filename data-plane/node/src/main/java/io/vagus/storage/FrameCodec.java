package io.vagus.storage;

import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Frames: {@code 0xD7}, flags with {@code 0xA} in the upper half (one byte), length of the body (4), CRC-32C (4), body. The checksum covers the
 * file's seed, the frame's place in the file, flags, length and body, so that a frame is valid only where it was written. A body is entries;
 * flag 1: compressed, their length (4) before them; flag 2: then encrypted. Flag 4: all that was written before this frame, in this file and those before it, was
 * durable then; flag 8, on a file's first frame: flag 4 stands wherever that is so. Belongs to one thread.
 */
final class FrameCodec {

    static final int HEADER_BYTES = 10;

    /** Entries that are gathered in one frame of a packed segment. */
    static final int PACKED_BYTES = 64 * 1024;

    /** No frame is longer; a length beyond it is damage. */
    static final int MAX_FRAME_BYTES = 128 * 1024 * 1024;

    /** Of CRC-32C, the lowest power first. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private static final int MAGIC = 0xd7;
    private static final int FLAGS = 0xa0;
    private static final int COMPRESSED = 1;
    private static final int ENCRYPTED = 2;
    private static final int DURABLE_BEFORE = 4;
    private static final int TELLS_DURABLE = 8;

    private final CRC32C crc = new CRC32C();
    private final byte[] covered = new byte[21];
    private final boolean compress;
    private final @Nullable StoreKey key;
    private final Bytes scratch = new Bytes();

    FrameCodec(boolean compress, @Nullable StoreKey key) {
        this.compress = compress;
        this.key = key;
    }

    /** Whether new segments are to be packed. */
    boolean packs() {
        return compress || key != null;
    }

    int cipher() {
        return key == null ? 0 : key.cipher().code();
    }

    private int checksum(long seed, long offset, int flags, byte[] body, int from, int length) {
        Bytes.LONG.set(covered, 0, seed);
        Bytes.LONG.set(covered, 8, offset);
        Bytes.INT.set(covered, 16, length);
        covered[20] = (byte) flags;
        crc.reset();
        crc.update(covered);
        crc.update(body, from, length);
        return (int) crc.getValue();
    }

    /** Leaves room for a frame's header, which {@link #seal} writes when the entries stand behind it. */
    static int open(Bytes out) {
        int at = out.size;
        out.reserve(HEADER_BYTES);
        out.size += HEADER_BYTES;
        return at;
    }

    /** Completes a plain frame whose entries end the buffer. */
    void seal(SegmentHeader segment, long offset, Bytes out, int at) {
        writeHeader(segment, offset, 0, out, at);
    }

    private void writeHeader(SegmentHeader segment, long offset, int flags, Bytes out, int at) {
        int length = out.size - at - HEADER_BYTES;
        out.array[at] = (byte) MAGIC;
        out.array[at + 1] = (byte) (FLAGS | flags);
        Bytes.INT.set(out.array, at + 2, length);
        Bytes.INT.set(
                out.array,
                at + 6,
                checksum(segment.seed(), offset, FLAGS | flags, out.array, at + HEADER_BYTES, length));
    }

    /**
     * Adds to a frame that is complete.
     *
     * @param durableBefore whether all that was written before it is durable
     * @param first whether it is the first of its file
     */
    void mark(SegmentHeader segment, long offset, byte[] bytes, int at, boolean durableBefore, boolean first) {
        int flags = bytes[at + 1] & 0xff | (durableBefore ? DURABLE_BEFORE : 0) | (first ? TELLS_DURABLE : 0);
        int length = (int) Bytes.INT.get(bytes, at + 2);
        bytes[at + 1] = (byte) flags;
        Bytes.INT.set(bytes, at + 6, checksum(segment.seed(), offset, flags, bytes, at + HEADER_BYTES, length));
    }

    /** Whether an intact frame says that all before it was durable when it was written. */
    static boolean saysDurable(byte[] bytes, int at) {
        return (bytes[at + 1] & DURABLE_BEFORE) != 0;
    }

    /** Whether an intact frame, the first of its file, promises that others say so. */
    static boolean tellsDurable(byte[] bytes, int at) {
        return (bytes[at + 1] & TELLS_DURABLE) != 0;
    }

    /** Appends a frame of entries, compressed and encrypted as it is to be. */
    void pack(SegmentHeader segment, long offset, byte[] entries, int length, Bytes out) {
        int at = open(out);
        int flags = 0;
        byte[] body = entries;
        int bodyLength = length;
        if (compress) {
            scratch.size = 0;
            scratch.putInt(length);
            Lz4Block.compress(entries, length, scratch);
            if (scratch.size < length) {
                flags |= COMPRESSED;
                body = scratch.array;
                bodyLength = scratch.size;
            }
        }
        if (segment.cipher() != 0 && key != null) {
            flags |= ENCRYPTED;
            out.putBytes(key.encrypt(segment.salt(), offset, body, bodyLength));
        } else {
            out.putBytes(body, 0, bodyLength);
        }
        writeHeader(segment, offset, flags, out, at);
        scratch.reset(2 * PACKED_BYTES);
    }

    /** The length of the frame with its header that begins here, or -1 where none does. Does not look at the body. */
    static int frameLength(byte[] bytes, int at, int end) {
        if (end - at < HEADER_BYTES || (bytes[at] & 0xff) != MAGIC || (bytes[at + 1] & 0xf0) != FLAGS) {
            return -1;
        }
        int length = (int) Bytes.INT.get(bytes, at + 2);
        return length <= 0 || length > MAX_FRAME_BYTES ? -1 : HEADER_BYTES + length;
    }

    /** Whether the whole frame that stands here is as it was written. */
    boolean isIntact(SegmentHeader segment, long offset, byte[] bytes, int at, int end) {
        int length = frameLength(bytes, at, end);
        return length > 0
                && length <= end - at
                && (int) Bytes.INT.get(bytes, at + 6)
                        == checksum(
                                segment.seed(),
                                offset,
                                bytes[at + 1] & 0xff,
                                bytes,
                                at + HEADER_BYTES,
                                length - HEADER_BYTES);
    }

    /**
     * Puts right a frame of which one bit has turned, in place: its offset in the bytes, or -1 where it was not that, and they are as they came. The checksum tells
     * which bit it is; of what was torn it may be wrong once in 2<sup>32</sup> for each bit there is.
     *
     * @param isRight whether the frame, intact by then, says something
     */
    int repair(SegmentHeader segment, long offset, byte[] bytes, int at, int end, BooleanSupplier isRight) {
        BooleanSupplier is = () -> isIntact(segment, offset, bytes, at, end) && isRight.getAsBoolean();
        int turned = TurnedBit.putRight(bytes, at, Math.min(end, at + HEADER_BYTES), is);
        int length = frameLength(bytes, at, end);
        if (turned >= 0 || length < 0 || length > end - at) {
            return turned;
        }
        int body = length - HEADER_BYTES;
        int difference = (int) Bytes.INT.get(bytes, at + 6)
                ^ checksum(segment.seed(), offset, bytes[at + 1] & 0xff, bytes, at + HEADER_BYTES, body);
        // What a bit adds to the checksum, from the last bit backwards.
        int adds = POLYNOMIAL;
        for (int i = at + length - 1; i >= at + HEADER_BYTES; i--) {
            for (int bit = 0x80; bit > 0; bit >>= 1) {
                if (adds == difference) {
                    bytes[i] ^= (byte) bit;
                    if (is.getAsBoolean()) {
                        return i;
                    }
                    bytes[i] ^= (byte) bit;
                    return -1;
                }
                adds = adds >>> 1 ^ -(adds & 1) & POLYNOMIAL;
            }
        }
        return -1;
    }

    /** The entries of an intact frame, or null where they cannot be had: the wrong key, or a forgery. */
    @Nullable
    ByteCursor entries(SegmentHeader segment, long offset, byte[] bytes, int at) {
        int flags = bytes[at + 1] & (COMPRESSED | ENCRYPTED);
        int from = at + HEADER_BYTES;
        int length = (int) Bytes.INT.get(bytes, at + 2);
        if (flags == 0) {
            return segment.cipher() == 0 ? new ByteCursor(bytes, from, from + length) : null;
        }
        byte[] body = bytes;
        if ((flags & ENCRYPTED) != 0) {
            byte[] opened =
                    key == null ? null : key.decrypt(segment.salt(), segment.cipher(), offset, bytes, from, length);
            if (opened == null) {
                return null;
            }
            body = opened;
            from = 0;
            length = opened.length;
        } else if (segment.cipher() != 0) {
            return null;
        }
        if ((flags & COMPRESSED) != 0) {
            if (length < 4) {
                return null;
            }
            byte[] plain = Lz4Block.decompress(body, from + 4, from + length, (int) Bytes.INT.get(body, from));
            return plain == null ? null : new ByteCursor(plain);
        }
        return new ByteCursor(body, from, from + length);
    }
}
