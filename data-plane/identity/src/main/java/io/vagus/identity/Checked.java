package io.vagus.identity;

import java.util.Arrays;

/** Bytes followed by their CRC-16 (little endian) in base32: the text form that all nkeys share. */
final class Checked {
    private static final int CRC_BYTES = 2;

    private Checked() {}

    static byte[] encode(byte[] raw) {
        byte[] withCrc = Arrays.copyOf(raw, raw.length + CRC_BYTES);
        int crc = Crc16.of(raw, raw.length);
        withCrc[raw.length] = (byte) crc;
        withCrc[raw.length + 1] = (byte) (crc >>> 8);
        byte[] text = Base32.encode(withCrc);
        Arrays.fill(withCrc, (byte) 0);
        return text;
    }

    /** At least two bytes, as prefix and content. */
    static byte[] decode(byte[] text) {
        byte[] withCrc = Base32.decode(text);
        int length = withCrc.length - CRC_BYTES;
        if (length < 2) {
            throw new IdentityException("nkeys: invalid encoded key");
        }
        int crc = (withCrc[length] & 0xFF) | (withCrc[length + 1] & 0xFF) << 8;
        try {
            if (crc != Crc16.of(withCrc, length)) {
                throw new IdentityException("nkeys: invalid checksum");
            }
            return Arrays.copyOf(withCrc, length);
        } finally {
            Arrays.fill(withCrc, (byte) 0);
        }
    }
}
