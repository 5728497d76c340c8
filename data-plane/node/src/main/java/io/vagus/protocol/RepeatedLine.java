package io.vagus.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The PUB or HPUB line that came last, for a publisher mostly repeats it: then nothing but its bytes are compared, eight at a
 * time, and where its parts lie is known. Owned by its parser.
 */
final class RepeatedLine {

    private static final int LONGEST = 128;
    private static final int TRIED_CHANGES = 16;

    /** Made when the first line is remembered: most connections do not publish. */
    private long @Nullable [] words;

    /** 0 when no line is remembered. */
    private int length;

    private int subjectAt;
    private int replyAt;
    private int sizeAt;

    /** Lines in a row that did not repeat the one before them. */
    private int changes;

    void forget() {
        length = 0;
    }

    /** Whether it stands here again. */
    boolean standsAt(ByteBuffer in, int at, int to) {
        long[] remembered = words;
        int bytes = length;
        if (remembered == null || bytes == 0 || to - at < bytes) {
            return false;
        }
        int i = 0;
        int rest = bytes;
        while (rest >= 8) {
            if (in.getLong(at + (i << 3)) != remembered[i]) {
                return false;
            }
            i++;
            rest -= 8;
        }
        return rest == 0 || ((in.getLong(at + (i << 3)) ^ remembered[i]) << (64 - (rest << 3))) == 0;
    }

    /** Says in a frame, which still tells of the last line, where the parts of this one lie. */
    void place(PublishFrame frame, int at) {
        frame.subjectAt = at + subjectAt;
        frame.replyAt = at + replyAt;
        frame.sizeAt = at + sizeAt;
        frame.payloadAt = at + length;
        frame.repeated = true;
        frame.canonical = true;
        changes = 0;
    }

    /** Remembers the line of a frame, which begins here, if that is of use. */
    void remember(PublishFrame frame, ByteBuffer in, int at) {
        int bytes = frame.payloadAt - at;
        if (!frame.canonical || bytes > LONGEST || !isWorthRemembering()) {
            length = 0;
            return;
        }
        long[] remembered = words;
        if (remembered == null) {
            remembered = new long[LONGEST / 8 + 1];
            words = remembered;
        }
        for (int i = 0; i << 3 < bytes; i++) {
            remembered[i] = in.getLong(at + (i << 3));
        }
        length = bytes;
        subjectAt = frame.subjectAt - at;
        replyAt = frame.replyAt - at;
        sizeAt = frame.sizeAt - at;
    }

    /** Whoever does not repeat lines is tried only now and then. */
    private boolean isWorthRemembering() {
        return ++changes <= TRIED_CHANGES || changes % TRIED_CHANGES == 0;
    }
}
