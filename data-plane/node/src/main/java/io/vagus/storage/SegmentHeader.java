package io.vagus.storage;

import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of a segment: {@code "VGSEG"}, version 1 (one byte), cipher (one byte, 0 for none), packed (one byte), identity (8), salt (16),
 * CRC-32C of these (4). The salt is random: it makes the checksums of this file its own, and its key where it is encrypted.
 *
 * @param packed whether a frame holds many entries, compressed or encrypted as a whole, rather than one as it is
 */
record SegmentHeader(long id, int cipher, boolean packed, byte[] salt) {

    static final int BYTES = 36;
    static final int SALT_BYTES = 16;
    private static final byte[] MAGIC = {'V', 'G', 'S', 'E', 'G', 1};

    void encode(Bytes out) {
        int from = out.size;
        out.putBytes(MAGIC);
        out.putByte(cipher);
        out.putByte(packed ? 1 : 0);
        out.putLong(id);
        out.putBytes(salt);
        CRC32C crc = new CRC32C();
        crc.update(out.array, from, out.size - from);
        out.putInt((int) crc.getValue());
    }

    /** The header in these bytes, or null where there is none. */
    static @Nullable SegmentHeader decode(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, BYTES - 4);
        if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || (int) crc.getValue() != (int) Bytes.INT.get(bytes, BYTES - 4)) {
            return null;
        }
        return new SegmentHeader(
                (long) Bytes.LONG.get(bytes, 8), bytes[6], bytes[7] == 1, Arrays.copyOfRange(bytes, 16, 32));
    }

    /**
     * The header that stood here before one bit turned, or null where it was not that. The checksum tells: two headers never differ in fewer bits than four.
     * The bytes are put right.
     */
    static @Nullable SegmentHeader repair(byte[] bytes) {
        return TurnedBit.putRight(bytes, 0, BYTES, () -> decode(bytes) != null) < 0 ? null : decode(bytes);
    }

    long seed() {
        return (long) Bytes.LONG.get(salt, 0);
    }
}
