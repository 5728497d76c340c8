package io.vagus.protocol;

import java.nio.ByteBuffer;

/**
 * The lines of messages in the spelling that clients use: single spaces, CRLF, sizes within the limits. They are read in one
 * pass; for any other line, complete or not, the answer is that it is none, and {@link ClientParser} reads it thoroughly.
 */
final class UsualLines {

    static final int LONGEST_SIZE_DIGITS = 9;

    static final short CRLF = '\r' | '\n' << 8;

    /** "pub " as a little-endian word, letters in lower case. */
    private static final int PUB_AND_SPACE = 0x20627570;

    private static final int LETTERS_TO_LOWER = 0x00202020;

    /** "hpub" as a little-endian word. */
    private static final int HPUB_LETTERS = 0x62757068;

    private static final int FOUR_LETTERS_TO_LOWER = 0x20202020;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private UsualLines() {}

    /**
     * Reads the PUB line that clients write, in one pass: single spaces, CRLF, a size within the limits. Fills the frame and
     * returns true; any other line, complete or not, is left to the thorough reader.
     */
    static boolean publish(ByteBuffer in, int at, int to, PublishFrame f, int maxControlLine, int maxPayload) {
        int subjectAt = at + 4;
        if (subjectAt >= to || (in.getInt(at) | LETTERS_TO_LOWER) != PUB_AND_SPACE) {
            return false;
        }
        int subjectEnd = subjectEnd(in, subjectAt, to, f);
        if (subjectEnd == subjectAt || subjectEnd >= to || in.get(subjectEnd) != ' ') {
            return false;
        }
        int replyAt = subjectAt;
        int replyLength = 0;
        int sizeAt = subjectEnd + 1;
        if (f.repeatsSize(in, sizeAt, to)) {
            f.usual(subjectAt, subjectEnd, replyAt, 0, sizeAt, -1);
            return f.size <= maxPayload && f.payloadAt - Short.BYTES - subjectAt <= maxControlLine;
        }
        int end = digitsEnd(in, sizeAt, to);
        if (end < to && in.get(end) != '\r') {
            int replyEnd = tokenEnd(in, sizeAt, to);
            if (replyEnd == sizeAt || replyEnd >= to || in.get(replyEnd) != ' ') {
                return false;
            }
            replyAt = sizeAt;
            replyLength = replyEnd - sizeAt;
            sizeAt = replyEnd + 1;
            end = digitsEnd(in, sizeAt, to);
        }
        if (end + 1 >= to
                || end == sizeAt
                || end - sizeAt > LONGEST_SIZE_DIGITS
                || in.getShort(end) != CRLF
                || end - subjectAt > maxControlLine) {
            return false;
        }
        int size = 0;
        for (int i = sizeAt; i < end; i++) {
            size = size * 10 + in.get(i) - '0';
        }
        if (size > maxPayload) {
            return false;
        }
        f.usual(subjectAt, subjectEnd, replyAt, replyLength, sizeAt, -1);
        f.size(in, sizeAt, size, end + 2);
        return true;
    }

    /** As {@link #publish}, of an HPUB line. */
    static boolean publishWithHeaders(
            ByteBuffer in, int at, int to, PublishFrame f, int maxControlLine, int maxPayload) {
        int subjectAt = at + 5;
        if (subjectAt >= to || (in.getInt(at) | FOUR_LETTERS_TO_LOWER) != HPUB_LETTERS || in.get(at + 4) != ' ') {
            return false;
        }
        int subjectEnd = subjectEnd(in, subjectAt, to, f);
        if (subjectEnd == subjectAt || subjectEnd >= to || in.get(subjectEnd) != ' ') {
            return false;
        }
        int replyAt = subjectAt;
        int replyLength = 0;
        int headAt = subjectEnd + 1;
        int headEnd = tokenEnd(in, headAt, to);
        if (headEnd == headAt || headEnd >= to || in.get(headEnd) != ' ') {
            return false;
        }
        int sizeAt = headEnd + 1;
        int end = tokenEnd(in, sizeAt, to);
        if (end < to && end > sizeAt && in.get(end) == ' ') {
            replyAt = headAt;
            replyLength = headEnd - headAt;
            headAt = sizeAt;
            headEnd = end;
            sizeAt = end + 1;
            end = tokenEnd(in, sizeAt, to);
        }
        if (end + 1 >= to || end == sizeAt || in.getShort(end) != CRLF || end - subjectAt > maxControlLine) {
            return false;
        }
        int head = number(in, headAt, headEnd);
        int size = number(in, sizeAt, end);
        if (head <= 0 || size < head || size > maxPayload) {
            return false;
        }
        f.usual(subjectAt, subjectEnd, replyAt, replyLength, headAt, head);
        f.size = size;
        f.payloadAt = end + 2;
        return true;
    }

    /** Where the subject ends: the one that is expected, or any other. */
    private static int subjectEnd(ByteBuffer in, int at, int to, PublishFrame f) {
        int expected = f.expectedEnd(in, at, to);
        return expected >= 0 ? expected : tokenEnd(in, at, to);
    }

    /** The first byte at or below a space, eight bytes at a look; it may lie behind {@code to}. */
    private static int tokenEnd(ByteBuffer in, int from, int to) {
        int i = from;
        while (i < to) {
            long word = in.getLong(i);
            long found = (word - ONES * (' ' + 1)) & ~word & HIGH_BITS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += 8;
        }
        return i;
    }

    private static int digitsEnd(ByteBuffer in, int from, int to) {
        int i = from;
        while (i < to && in.get(i) >= '0' && in.get(i) <= '9') {
            i++;
        }
        return i;
    }

    /** A number of few digits; -1 for anything else. */
    static int number(ByteBuffer in, int from, int to) {
        if (to - from > LONGEST_SIZE_DIGITS) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = in.get(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
