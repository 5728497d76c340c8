package io.vagus.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

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
    boolean repeated;

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

    /** Whether the control line is byte for byte the one before it on this connection. */
    public boolean isRepeated() {
        return repeated;
    }

    /** Has it be the message of a line in the usual spelling, which is no repetition that anybody looked for. */
    void usual(
            int subjectAt,
            int subjectEnd,
            int replyAt,
            int replyLength,
            int sizeAt,
            int headerLength,
            int size,
            int payloadAt) {
        this.subjectAt = subjectAt;
        this.subjectLength = subjectEnd - subjectAt;
        this.replyAt = replyAt;
        this.replyLength = replyLength;
        this.sizeAt = sizeAt;
        this.size = size;
        this.headerLength = headerLength;
        this.payloadAt = payloadAt;
        this.repeated = false;
        this.canonical = true;
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
