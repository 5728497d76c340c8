package io.vagus.jetstream.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One entry of a backup: a document (sequence 0) or a message, whose name is its subject. On the wire: {@code NATSARC1} once,
 * then for each entry the length of its name, its time, its sequence, the lengths of headers and payload as variable-length
 * numbers, then name, headers, payload. The last entry is empty. Source: nats-server server/archive.
 */
public record ArchiveEntry(byte[] name, long timestampNanos, long sequence, byte[] headers, byte[] payload) {
    /** What every archive begins with. */
    public static final byte[] MAGIC = "NATSARC1".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] NOTHING = {};
    private static final int MOST_NAME_BYTES = 1 << 20;
    private static final int LONGEST_NUMBER = 10;

    /** A document. */
    public static ArchiveEntry document(String name, long timestampNanos, byte[] content) {
        return new ArchiveEntry(name.getBytes(StandardCharsets.UTF_8), timestampNanos, 0, NOTHING, content);
    }

    /** The end of an archive. */
    public static ArchiveEntry end() {
        return new ArchiveEntry(NOTHING, 0, 0, NOTHING, NOTHING);
    }

    public boolean isEnd() {
        return name.length == 0 && sequence == 0 && timestampNanos == 0 && headers.length == 0 && payload.length == 0;
    }

    public String text() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /** The entry as bytes. */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length + headers.length + payload.length + 32);
        number(out, name.length);
        number(out, timestampNanos << 1 ^ timestampNanos >> 63);
        number(out, sequence);
        number(out, headers.length);
        number(out, payload.length);
        out.writeBytes(name);
        out.writeBytes(headers);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Whether what comes begins as an archive. Errors: {@link IOException} when nothing can be read. */
    public static boolean isArchive(InputStream in) throws IOException {
        return java.util.Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }

    /** Reads what an archive begins with. Errors: {@link IOException} when it is something else. */
    public static void readMagic(InputStream in) throws IOException {
        if (!isArchive(in)) {
            throw new IOException("archive: invalid archive stream");
        }
    }

    /** Reads one entry. Errors: {@link IOException}. */
    public static ArchiveEntry read(InputStream in, long mostBytes) throws IOException {
        long nameLength = number(in);
        long time = number(in);
        long sequence = number(in);
        long headerLength = number(in);
        long payloadLength = number(in);
        if (nameLength < 0
                || nameLength > MOST_NAME_BYTES
                || headerLength < 0
                || payloadLength < 0
                || headerLength > mostBytes
                || payloadLength > mostBytes) {
            throw new IOException("archive: invalid archive stream");
        }
        return new ArchiveEntry(
                exactly(in, (int) nameLength),
                time >>> 1 ^ -(time & 1),
                sequence,
                exactly(in, (int) headerLength),
                exactly(in, (int) payloadLength));
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("unexpected EOF");
        }
        return bytes;
    }

    private static long number(InputStream in) throws IOException {
        long value = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("unexpected EOF");
            }
            value |= (long) (b & 0x7f) << 7 * i;
            if (b < 0x80) {
                return value;
            }
        }
        throw new IOException("archive: invalid archive stream");
    }
}
