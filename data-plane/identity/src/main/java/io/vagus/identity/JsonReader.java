package io.vagus.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.BitSet;

/**
 * Reads JSON (RFC 8259) token by token. Takes and refuses what Jackson's parser does, but for bytes that are no UTF-8 and
 * halves of surrogate pairs: these become U+FFFD, as Go's reader has it. Each call of {@link #next} may fail with a {@link
 * JsonParseException}, after which nothing more is to be read.
 *
 * <p>Jackson's own parser initializes {@link java.math.BigDecimal} with its first use, which multiplies numbers of 40,000
 * digits: in a process that has just begun, its first client waits 30 ms for that.
 */
public final class JsonReader {

    /** What was read last. */
    public enum Token {
        OBJECT,
        END_OBJECT,
        ARRAY,
        END_ARRAY,
        /** Of a member; its value comes next. */
        NAME,
        STRING,
        /** A number without fraction and exponent. */
        INTEGER,
        /** A number with a fraction, an exponent or both. */
        FRACTION,
        TRUE,
        FALSE,
        NULL,
        /** Behind the value there is nothing, or there was none to begin with. */
        END
    }

    /** Where the reader is within the innermost object or array, or outside of all. */
    private enum Place {
        BEGIN,
        OPENED,
        BEFORE_VALUE,
        BEHIND_VALUE
    }

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final int HEX_DIGITS = 4;

    private final byte[] text;
    private final StreamReadConstraints limits;
    /** Of each value that is open, whether it is an object. */
    private final BitSet objects = new BitSet();

    private Place place = Place.BEGIN;
    private Token token = Token.END;
    private int depth;
    private int at;
    private int start;
    private String string = "";

    /** Of one text, which has to hold one value; its depth and the lengths of its numbers and strings are limited. */
    public JsonReader(byte[] text, StreamReadConstraints limits) {
        this.text = text;
        this.limits = limits;
    }

    /** What {@link #next} told last. */
    public Token token() {
        return token;
    }

    /** The name or string that was read last, or a number as it was written. */
    public String text() {
        return token == Token.INTEGER || token == Token.FRACTION
                ? new String(text, start, at - start, ISO_8859_1)
                : string;
    }

    /** Behind the value that was begun last: does nothing where that is neither object nor array. */
    public void skip() throws JsonParseException {
        if (token == Token.OBJECT || token == Token.ARRAY) {
            int outside = depth - 1;
            while (depth > outside) {
                next();
            }
        }
    }

    /** The next token; {@link Token#END} behind the one value of the text. */
    public Token next() throws JsonParseException {
        token = read();
        return token;
    }

    private Token read() throws JsonParseException {
        space();
        switch (place) {
            case BEGIN -> {
                return at == text.length ? Token.END : value();
            }
            case BEFORE_VALUE -> {
                return value();
            }
            case OPENED -> {
                return peek() == closing() ? close() : member();
            }
            case BEHIND_VALUE -> {
                if (depth == 0) {
                    if (at < text.length) {
                        throw malformed("more than one value");
                    }
                    return Token.END;
                }
                if (peek() == ',') {
                    at++;
                    space();
                    return member();
                }
                if (peek() == closing()) {
                    return close();
                }
            }
        }
        throw malformed("neither a comma nor an end");
    }

    private int closing() {
        return objects.get(depth - 1) ? '}' : ']';
    }

    private Token close() {
        at++;
        depth--;
        place = Place.BEHIND_VALUE;
        return objects.get(depth) ? Token.END_OBJECT : Token.END_ARRAY;
    }

    /** An element of an array, or the name of a member of an object. */
    private Token member() throws JsonParseException {
        if (!objects.get(depth - 1)) {
            return value();
        }
        if (peek() != '"') {
            throw malformed("no name of a member");
        }
        string();
        space();
        expect(':');
        place = Place.BEFORE_VALUE;
        return Token.NAME;
    }

    private Token value() throws JsonParseException {
        place = Place.BEHIND_VALUE;
        return switch (peek()) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> {
                string();
                yield Token.STRING;
            }
            case 't' -> literal(TRUE, Token.TRUE);
            case 'f' -> literal(FALSE, Token.FALSE);
            case 'n' -> literal(NULL, Token.NULL);
            default -> number();
        };
    }

    private Token open(boolean isObject) throws JsonParseException {
        if (depth == limits.getMaxNestingDepth()) {
            throw malformed("the nesting depth is more than " + depth);
        }
        at++;
        objects.set(depth++, isObject);
        place = Place.OPENED;
        return isObject ? Token.OBJECT : Token.ARRAY;
    }

    private Token literal(byte[] letters, Token meaning) throws JsonParseException {
        for (byte letter : letters) {
            expect(letter);
        }
        return meaning;
    }

    private Token number() throws JsonParseException {
        start = at;
        if (peek() == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        Token kind = Token.INTEGER;
        if (peek() == '.') {
            at++;
            digits();
            kind = Token.FRACTION;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
            kind = Token.FRACTION;
        }
        if (at - start > limits.getMaxNumberLength()) {
            throw malformed("the number is too long");
        }
        return kind;
    }

    private void digits() throws JsonParseException {
        int first = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == first) {
            throw malformed("no digit");
        }
    }

    /** Reads a string, from its first quote to behind its last. */
    private void string() throws JsonParseException {
        start = ++at;
        while (peek() != '"') {
            if (peek() == '\\') {
                escapedString();
                return;
            }
            requireCharacter();
            at++;
        }
        string = new String(text, start, at - start, UTF_8);
        closeString();
    }

    private void escapedString() throws JsonParseException {
        StringBuilder characters = new StringBuilder();
        int plain = start;
        while (peek() != '"') {
            if (peek() == '\\') {
                characters.append(new String(text, plain, at - plain, UTF_8));
                at++;
                characters.append(escaped());
                plain = at;
            } else {
                requireCharacter();
                at++;
            }
        }
        string = wellFormed(characters.append(new String(text, plain, at - plain, UTF_8)));
        closeString();
    }

    private void closeString() throws JsonParseException {
        at++;
        if (string.length() > limits.getMaxStringLength()) {
            throw malformed("the string is too long");
        }
    }

    private void requireCharacter() throws JsonParseException {
        int c = peek();
        if (c < ' ') {
            throw malformed(c < 0 ? "the string does not end" : "a control character within a string");
        }
    }

    private char escaped() throws JsonParseException {
        int letter = peek();
        at++;
        return switch (letter) {
            case '"', '\\', '/' -> (char) letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int digit = 0; digit < HEX_DIGITS; digit++) {
                    int value = Character.digit(peek(), 16);
                    if (value < 0) {
                        throw malformed("no hexadecimal digit");
                    }
                    code = code << 4 | value;
                    at++;
                }
                yield (char) code;
            }
            default -> throw malformed("an escape that nobody knows");
        };
    }

    /** Escapes may say one half of a pair alone. */
    private static String wellFormed(StringBuilder characters) {
        for (int i = 0; i < characters.length(); i++) {
            if (Character.isHighSurrogate(characters.charAt(i))
                    && i + 1 < characters.length()
                    && Character.isLowSurrogate(characters.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(characters.charAt(i))) {
                characters.setCharAt(i, '\ufffd');
            }
        }
        return characters.toString();
    }

    private void space() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    /** The byte that comes next; negative at the end. */
    private int peek() {
        return at < text.length ? text[at] & 0xff : -1;
    }

    private void expect(int character) throws JsonParseException {
        if (peek() != character) {
            throw malformed("no '" + (char) character + "'");
        }
        at++;
    }

    private JsonParseException malformed(String what) {
        return new JsonParseException(null, what + " at offset " + at);
    }
}
