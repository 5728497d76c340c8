package io.vagus.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries of segments. A kind (one byte), then: a message has sequence (8), time (8), time to live (signed varint), lengths of subject, of headers plus
 * one (0 for none) and of payload (varints), and the three; removals have pairs of varints, a sequence (0 among them where a stream was purged that
 * never had a message) and how many follow it; a skip has the last sequence and its time (8 each); an erased one has its sequence (8) and zeros to the
 * frame's end. This object is one message's entry, pointing into the bytes that hold it.
 */
final class Entry {

    static final int MESSAGE = 1;
    static final int REMOVALS = 2;
    static final int SKIP = 3;
    static final int ERASED = 4;

    long sequence;
    long timestamp;
    long ttlSeconds;
    byte[] array = {};
    int subjectAt;
    int subjectLength;
    int headersLength;
    int payloadLength;

    static void putMessage(
            Bytes out,
            long sequence,
            byte[] subject,
            byte @Nullable [] headers,
            byte[] payload,
            long timestamp,
            long ttlSeconds) {
        out.reserve(64 + subject.length + payload.length + (headers == null ? 0 : headers.length));
        out.putByte(MESSAGE);
        out.putLong(sequence);
        out.putLong(timestamp);
        out.putSigned(ttlSeconds);
        out.putVarint(subject.length);
        out.putVarint(headers == null ? 0 : headers.length + 1L);
        out.putVarint(payload.length);
        out.putBytes(subject);
        if (headers != null) {
            out.putBytes(headers);
        }
        out.putBytes(payload);
    }

    /** The sequence of the message whose entry stands here, unchecked. */
    static long plainSequence(byte[] bytes, int at) {
        return (long) Bytes.LONG.get(bytes, at + 1);
    }

    /** Whether entries have this kind. */
    static boolean isKnown(int kind) {
        return kind >= MESSAGE && kind <= ERASED;
    }

    /** Takes sequence and subject of the message whose entry stands here, unchecked; false where it cannot be one. */
    boolean readHead(byte[] bytes, int from, int end) {
        if (end - from < 21) {
            return false;
        }
        array = bytes;
        sequence = plainSequence(bytes, from);
        int at = behindVarint(bytes, from + 17, end);
        int behind = behindVarint(bytes, at, end);
        long length = 0;
        for (int i = behind - 1; i >= at; i--) {
            length = length << 7 | bytes[i] & 0x7f;
        }
        subjectAt = behindVarint(bytes, behindVarint(bytes, behind, end), end);
        subjectLength = (int) length;
        return length >= 0 && length <= end - subjectAt;
    }

    private static int behindVarint(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] < 0) {
            at++;
        }
        return Math.min(at + 1, end);
    }

    /** Reads a message behind its kind and leaves the cursor behind it. */
    void read(ByteCursor in) {
        array = in.array;
        sequence = in.getLong();
        timestamp = in.getLong();
        ttlSeconds = in.getSigned();
        long subject = in.getVarint();
        long headers = in.getVarint();
        long payload = in.getVarint();
        if (subject < 0 || headers < 0 || payload < 0 || subject + headers + payload > in.end - in.at + 1L) {
            throw new IndexOutOfBoundsException("entry runs over its end");
        }
        subjectAt = in.at;
        subjectLength = (int) subject;
        headersLength = (int) headers - 1;
        payloadLength = (int) payload;
        in.skip(subjectLength + Math.max(0, headersLength) + payloadLength);
    }

    byte[] subject() {
        return Arrays.copyOfRange(array, subjectAt, subjectAt + subjectLength);
    }

    StoredMessage message() {
        int headersAt = subjectAt + subjectLength;
        int payloadAt = headersAt + Math.max(0, headersLength);
        return new StoredMessage(
                sequence,
                timestamp,
                subject(),
                headersLength < 0 ? null : Arrays.copyOfRange(array, headersAt, payloadAt),
                Arrays.copyOfRange(array, payloadAt, payloadAt + payloadLength),
                ttlSeconds);
    }

    static int hash(byte[] subject, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + subject[i];
        }
        return hash ^ hash >>> 16;
    }
}
