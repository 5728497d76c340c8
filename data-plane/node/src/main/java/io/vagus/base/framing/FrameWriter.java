package io.vagus.base.framing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Puts bytes into the frames of the Snappy framing format, which every S2 reader reads. Chunks are stored as they are. Source:
 * framing_format.txt of google/snappy.
 */
public final class FrameWriter {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int PLAIN = 0x01;
    private static final int CHECKSUM_BYTES = 4;

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(MOST_BYTES);
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();

    public FrameWriter() {
        made.write(0xff);
        made.write(6);
        made.write(0);
        made.write(0);
        made.writeBytes("sNaPpY".getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds bytes. */
    public void write(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, MOST_BYTES - waiting.size());
            waiting.write(bytes, at, length);
            at += length;
            if (waiting.size() == MOST_BYTES) {
                flush();
            }
        }
    }

    /** Makes a frame of what waits. */
    public void flush() {
        if (waiting.size() == 0) {
            return;
        }
        byte[] bytes = waiting.toByteArray();
        waiting.reset();
        int length = bytes.length + CHECKSUM_BYTES;
        made.write(PLAIN);
        made.write(length);
        made.write(length >>> 8);
        made.write(length >>> 16);
        int sum = checksum(bytes, bytes.length);
        for (int shift = 0; shift < 32; shift += 8) {
            made.write(sum >>> shift);
        }
        made.writeBytes(bytes);
    }

    /** Bytes of frames that are made and not taken. */
    public int available() {
        return made.size();
    }

    /** Takes all frames that are made. */
    public byte[] take() {
        byte[] bytes = made.toByteArray();
        made.reset();
        return bytes;
    }

    /** The masked CRC-32C of the format. */
    static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        int value = (int) crc.getValue();
        return (value >>> 15 | value << 17) + 0xa282ead8;
    }
}
