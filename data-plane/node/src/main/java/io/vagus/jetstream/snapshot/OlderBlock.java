package io.vagus.jetstream.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a file of messages as nats-server keeps them: records of length (its highest bit: there are headers), sequence, time, length
 * of the subject; then subject, length of the headers, headers, payload, checksum. Two bits of the sequence say that the record was
 * overwritten, or that it only says that a message is gone. Source: nats-server server/filestore.go.
 */
public final class OlderBlock {
    private static final int HEAD = 22;
    private static final int CHECKSUM = 8;
    private static final int HAS_HEADERS = 1 << 31;
    private static final long ERASED = 1L << 63;
    private static final long GONE = 1L << 62;

    private OlderBlock() {}

    /** Takes what a block holds, in its order. */
    public interface Visitor {
        /** A message, as an entry of an archive. */
        void message(ArchiveEntry message) throws IOException;

        /** There is no message, or no more, under this sequence. */
        void gone(long sequence) throws IOException;
    }

    /** Reads a whole block. Errors: {@link IOException} when it is damaged or a record is larger than {@code mostBytes}. */
    public static void read(InputStream in, long mostBytes, Visitor visitor) throws IOException {
        for (byte[] head = in.readNBytes(HEAD); head.length > 0; head = in.readNBytes(HEAD)) {
            if (head.length < HEAD) {
                throw new IOException("message block is damaged");
            }
            ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
            int flagged = fields.getInt();
            long length = (flagged & ~HAS_HEADERS) - HEAD;
            long sequence = fields.getLong();
            long time = fields.getLong();
            int subject = Short.toUnsignedInt(fields.getShort());
            boolean hasHeaders = flagged < 0;
            if (length < subject + CHECKSUM + (hasHeaders ? 4 : 0) || length > mostBytes + subject + CHECKSUM + 4) {
                throw new IOException("message block is damaged");
            }
            byte[] data = in.readNBytes((int) length);
            if (data.length < length) {
                throw new IOException("message block is damaged");
            }
            if (sequence == 0 || (sequence & (ERASED | GONE)) != 0) {
                visitor.gone(sequence & ~(ERASED | GONE));
            } else {
                visitor.message(message(data, subject, hasHeaders, sequence, time));
            }
        }
    }

    private static ArchiveEntry message(byte[] data, int subject, boolean hasHeaders, long sequence, long time)
            throws IOException {
        ByteBuffer in = ByteBuffer.wrap(data, 0, data.length - CHECKSUM).order(ByteOrder.LITTLE_ENDIAN);
        byte[] name = new byte[subject];
        in.get(name);
        int head = hasHeaders ? in.getInt() : 0;
        if (head < 0 || head > in.remaining()) {
            throw new IOException("message block is damaged");
        }
        byte[] headers = new byte[head];
        in.get(headers);
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new ArchiveEntry(name, time, sequence, headers, payload);
    }
}
