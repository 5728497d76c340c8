package io.vagus.protocol;

import java.nio.ByteBuffer;

/** Where the arguments of one line lie in a read buffer: used anew for each line. Owned by its parser. */
final class LineArguments {

    /** No operation has more. */
    private static final int MOST = 5;

    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private int count;

    int count() {
        return count;
    }

    /**
     * Splits at blanks; more arguments than any operation has are counted but not kept.
     *
     * @param atReturns whether carriage returns separate, too; in a PUB line they are characters like any other
     */
    void split(ByteBuffer in, int from, int end, boolean atReturns) {
        int found = 0;
        int i = from;
        while (i < end) {
            while (i < end && isSeparator(in.get(i), atReturns)) {
                i++;
            }
            if (i == end) {
                break;
            }
            int start = i;
            while (i < end && !isSeparator(in.get(i), atReturns)) {
                i++;
            }
            if (found < MOST) {
                starts[found] = start;
                ends[found] = i;
            }
            found++;
        }
        count = found;
    }

    private static boolean isSeparator(byte b, boolean atReturns) {
        return isBlank(b) || (b == '\r' && atReturns);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    byte[] copy(ByteBuffer in, int index) {
        byte[] bytes = new byte[ends[index] - starts[index]];
        in.get(starts[index], bytes);
        return bytes;
    }

    /** Negative when it is none. */
    int number(ByteBuffer in, int index) {
        return UsualLines.number(in, starts[index], ends[index]);
    }

    /** Takes them for those of PUB or HPUB; false when they cannot be. */
    boolean readPublish(ByteBuffer in, PublishFrame frame, boolean headers) {
        int names = count - (headers ? 2 : 1);
        if (names < 1 || names > 2) {
            return false;
        }
        frame.subjectAt = starts[0];
        frame.subjectLength = ends[0] - starts[0];
        frame.replyAt = starts[names - 1];
        frame.replyLength = names == 2 ? ends[1] - starts[1] : 0;
        frame.sizeAt = starts[names];
        frame.size = number(in, count - 1);
        frame.headerLength = headers ? number(in, names) : -1;
        if (headers && frame.headerLength < 0) {
            return false;
        }
        return frame.size >= 0 && frame.headerLength <= frame.size;
    }

    /** Whether single spaces separate them and CRLF ends the line, so that its tail can be passed on as it is. */
    boolean areCanonical(ByteBuffer in, int end, int newline) {
        int last = count - 1;
        if (newline != end + 1 || ends[last] != end) {
            return false;
        }
        for (int i = 0; i < last; i++) {
            if (starts[i + 1] != ends[i] + 1 || in.get(ends[i]) != ' ') {
                return false;
            }
        }
        return true;
    }
}
