package io.vagus.server.config;

import java.nio.charset.StandardCharsets;

/**
 * The bytes of one configuration file and a place in them. Characters are read one at a time, forwards; one can be taken
 * back. {@link #start} is where the piece begins that is being read: a value, a key.
 *
 * <p>Lines count from 1. Columns count bytes from the line break before them, so that they start at 0 on the first line
 * and at 1 on every other; the column of a piece is told from its end and its length, so that an escaped character counts
 * as what it stands for. All that is nats-server's way, and its error messages show it.
 */
final class ConfigText {
    /** What is read at the end of the text; a zero byte is taken for the end, too. */
    static final int END = 0;

    private static final int REPLACEMENT = 0xFFFD;

    /** Bytes that are no UTF-8 are kept as lone surrogates from here on. */
    private static final int FIRST_RAW = 0xDC00;

    private final byte[] bytes;
    private int start;
    private int at;
    private int width;
    private int line = 1;
    private int lineBreakAt;
    private int pieceLineBreakAt;
    private final StringBuilder escaped = new StringBuilder();
    private int escapedBytes;
    private boolean hasEscapes;

    ConfigText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Text that fits no rule. */
    static final class LexException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private LexException(int line, String message) {
            super("Parse error on line " + line + ": '" + message + "'");
        }
    }

    /** The text ended where that is no mistake. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final Ended INSTANCE = new Ended();

        private Ended() {
            super(null, null, false, false);
        }
    }

    /** A piece of the text, and where it stands. */
    record Piece(String text, int line, int column) {}

    int line() {
        return line;
    }

    /** What is thrown for a mistake on this line. */
    LexException error(String message) {
        return new LexException(line, message);
    }

    /** At the end of the text all is well, unless something stands before it that belongs to nothing. */
    RuntimeException endOrError() {
        return hasPiece() ? error("Unexpected EOF.") : Ended.INSTANCE;
    }

    /** Whether something was read since the piece began. */
    boolean hasPiece() {
        return at > start;
    }

    int pieceBytes() {
        return at - start;
    }

    int next() {
        if (at >= bytes.length) {
            width = 0;
            return END;
        }
        if (bytes[at] == '\n') {
            line++;
            lineBreakAt = at;
        }
        int character = decode(at);
        at += width;
        return character;
    }

    private int decode(int from) {
        int first = bytes[from] & 0xFF;
        width = 1;
        if (first < 0x80) {
            return first;
        }
        int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || from + length > bytes.length) {
            return REPLACEMENT;
        }
        int character = first & (0xFF >> length + 1);
        for (int i = 1; i < length; i++) {
            int following = bytes[from + i] & 0xFF;
            if (following >> 6 != 2) {
                return REPLACEMENT;
            }
            character = character << 6 | following & 0x3F;
        }
        boolean tooShort = length == 3 && character < 0x800 || length == 4 && character < 0x10000;
        if (tooShort || character > 0x10FFFF || character >= 0xD800 && character < 0xE000) {
            return REPLACEMENT;
        }
        width = length;
        return character;
    }

    /** Takes the last character back. Taking back twice goes back by its width twice. */
    void back() {
        at -= width;
        if (at < bytes.length && bytes[at] == '\n') {
            line--;
        }
    }

    int peek() {
        int character = next();
        back();
        return character;
    }

    /** Begins a new piece here. */
    void skip() {
        start = at;
        pieceLineBreakAt = lineBreakAt;
    }

    /** Leaves the first byte out of the piece. */
    void dropFirst() {
        start++;
    }

    int firstByte() {
        return start < bytes.length ? bytes[start] : END;
    }

    /** The piece, with what was escaped in it; begins a new one. */
    Piece take() {
        String text = escaped + decode(start, at);
        int column = at - pieceLineBreakAt - (escapedBytes + at - start);
        Piece piece = new Piece(text, line, column);
        escaped.setLength(0);
        escapedBytes = 0;
        hasEscapes = false;
        skip();
        return piece;
    }

    /** The piece as it is, without what was escaped. */
    String plain() {
        return decode(start, at);
    }

    /** The last two bytes read. */
    String lastTwo() {
        return decode(Math.max(0, at - 2), at);
    }

    /** Whether something in the piece was escaped. */
    boolean hasEscapes() {
        return hasEscapes;
    }

    /** Keeps the piece so far, without its last byte, for {@link #take}; what follows is told by {@link #escapedAs}. */
    void beginEscape() {
        hasEscapes = true;
        escaped.append(decode(start, at - 1));
        escapedBytes += at - 1 - start;
        start = at;
    }

    void escapedAs(int oneByte) {
        escaped.append(oneByte < 0x80 ? (char) oneByte : (char) (FIRST_RAW + oneByte));
        escapedBytes++;
        start = at;
    }

    private String decode(int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to && ascii; i++) {
            ascii = bytes[i] >= 0;
        }
        if (ascii) {
            return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        }
        StringBuilder text = new StringBuilder(to - from);
        int savedWidth = width;
        for (int i = from; i < to; i += width) {
            int character = decode(i);
            boolean raw = character == REPLACEMENT && width == 1;
            text.appendCodePoint(raw ? FIRST_RAW + (bytes[i] & 0xFF) : character);
        }
        width = savedWidth;
        return text.toString();
    }
}
