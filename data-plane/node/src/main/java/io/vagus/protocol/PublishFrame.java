package io.vagus.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One PUB or HPUB as it lies in a read buffer: places, no copies. A flyweight: valid only during the call that hands it
 * over. Offsets count bytes in {@link #buffer}.
 */
public final class PublishFrame {

    ByteBuffer buffer = ByteBuffer.allocate(0);
    int subjectAt;
    int subjectLength;
    int replyAt;
    int replyLength;
    int sizeAt;
    int headerLength;
    int size;
    int payloadAt;
    boolean canonical;
    private @Nullable KnownSubject expected;
    private boolean asExpected;
    // The last size with CRLF behind it: its bytes as a word, which never is what the mask leaves when there is none.
    private long sizeWord = 1;
    private long sizeMask;
    private int sizeBytes;
    private int lastSize;

    /** Where all this lies. */
    public ByteBuffer buffer() {
        return buffer;
    }

    public int subjectAt() {
        return subjectAt;
    }

    public int subjectLength() {
        return subjectLength;
    }

    public boolean hasReply() {
        return replyLength > 0;
    }

    public int replyAt() {
        return replyAt;
    }

    /** 0 when there is no reply subject. */
    public int replyLength() {
        return replyLength;
    }

    /** Where the numbers of the control line begin. */
    public int sizeAt() {
        return sizeAt;
    }

    /** Bytes of the header block; -1 for a PUB. */
    public int headerLength() {
        return headerLength;
    }

    /** Bytes of header block and payload together. */
    public int size() {
        return size;
    }

    /** Where header block and payload begin; CRLF follows them. */
    public int payloadAt() {
        return payloadAt;
    }

    /**
     * Where {@code [reply ]size CRLF} begins (for HPUB {@code [reply ]headerLength size CRLF}), the part of the control
     * line that receivers get just like this when the frame is canonical.
     */
    public int tailAt() {
        return replyLength > 0 ? replyAt : sizeAt;
    }

    /** Whether the control line is written as receivers get it: single spaces, CRLF. */
    public boolean isCanonical() {
        return canonical;
    }

    /** Says which subject the next message has, most likely; {@link #known} has been asked for then. */
    public void expect(@Nullable KnownSubject subject) {
        expected = subject;
    }

    /** The subject that was expected, if that is the one it has; null otherwise. */
    public @Nullable KnownSubject known() {
        return asExpected ? expected : null;
    }

    /** Looks for the subject that is expected here, a space behind it; where that ends, or -1 when it is another. */
    int expectedEnd(ByteBuffer in, int at, int to) {
        KnownSubject likely = expected;
        if (likely != null) {
            int end = at + likely.length();
            if (end < to && in.get(end) == ' ' && likely.standsAt(in, at)) {
                asExpected = true;
                return end;
            }
        }
        asExpected = false;
        return -1;
    }

    /** Has it be the message of a line in some spelling that nobody compared with anything. */
    void unexpected() {
        asExpected = false;
    }

    /** Has it be the message of a line in the usual spelling, see {@link UsualLines}. */
    void usual(int subjectAt, int subjectEnd, int replyAt, int replyLength, int sizeAt, int headerLength) {
        this.subjectAt = subjectAt;
        this.subjectLength = subjectEnd - subjectAt;
        this.replyAt = replyAt;
        this.replyLength = replyLength;
        this.sizeAt = sizeAt;
        this.headerLength = headerLength;
        this.canonical = true;
    }

    /** Whether the size of the last message stands here again, and the line's end; then that is the size, and the payload is behind it. */
    boolean repeatsSize(ByteBuffer in, int at, int to) {
        if ((in.getLong(at) & sizeMask) != sizeWord || to - at < sizeBytes) {
            return false;
        }
        size = lastSize;
        payloadAt = at + sizeBytes;
        return true;
    }

    /** Takes a size that was read, and where the payload is, and will know it again. */
    void size(ByteBuffer in, int at, int size, int payloadAt) {
        this.size = size;
        this.payloadAt = payloadAt;
        int bytes = payloadAt - at;
        if (bytes <= Long.BYTES) {
            lastSize = size;
            sizeBytes = bytes;
            sizeMask = -1L >>> (Long.SIZE - (bytes << 3));
            sizeWord = in.getLong(at) & sizeMask;
        }
    }

    /** A copy of the subject. */
    public byte[] subject() {
        return copy(subjectAt, subjectLength);
    }

    /** A copy of the reply subject, empty when there is none. */
    public byte[] reply() {
        return copy(replyAt, replyLength);
    }

    private byte[] copy(int at, int length) {
        byte[] bytes = new byte[length];
        buffer.get(at, bytes);
        return bytes;
    }

    /** The text of the numbers at the line's end, as the client wrote them, one space between. */
    byte[] numbers(int lineEnd) {
        byte[] text = copy(sizeAt, lineEnd - sizeAt);
        int to = 0;
        for (int i = 0; i < text.length; i++) {
            boolean space = text[i] == ' ' || text[i] == '\t' || text[i] == '\r';
            if (!space) {
                text[to++] = text[i];
            } else if (to > 0 && text[to - 1] != ' ') {
                text[to++] = ' ';
            }
        }
        if (to > 0 && text[to - 1] == ' ') {
            to--;
        }
        return Arrays.copyOf(text, to);
    }
}
