package io.vagus.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.gson.Strictness;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;

/**
 * Reads JSON (RFC 8259) token by token, with Gson's reader. Takes and refuses what Jackson's parser does, but for bytes that are no
 * UTF-8 and halves of surrogate pairs: these become U+FFFD, as Go's reader has it. Each call of {@link #next} may fail with a
 * {@link JsonParseException}, after which nothing more is to be read.
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

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final com.google.gson.stream.JsonReader reader;
    private final StreamReadConstraints limits;
    /** Whether the text begins with a mark that Gson would pass over. */
    private final boolean marked;

    private boolean begun;
    private Token token = Token.END;
    private int depth;
    private String text = "";

    /** Of one text, which has to hold one value; its depth and the lengths of its numbers and strings are limited. */
    public JsonReader(byte[] text, StreamReadConstraints limits) {
        String characters = new String(text, UTF_8);
        this.reader = new com.google.gson.stream.JsonReader(new StringReader(characters));
        this.reader.setStrictness(Strictness.STRICT);
        this.reader.setNestingLimit(limits.getMaxNestingDepth());
        this.limits = limits;
        this.marked = !characters.isEmpty() && characters.charAt(0) == BYTE_ORDER_MARK;
    }

    /** What {@link #next} told last. */
    public Token token() {
        return token;
    }

    /** The name or string that was read last, or a number as it was written. */
    public String text() {
        return text;
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
        try {
            token = marked ? refuse("a byte order mark") : read();
        } catch (JsonParseException refused) {
            throw refused;
        } catch (EOFException end) {
            if (begun) {
                throw new JsonParseException(null, "the text ends too early", end);
            }
            token = Token.END;
        } catch (IOException malformed) {
            throw new JsonParseException(null, malformed.getMessage(), malformed);
        }
        begun = true;
        return token;
    }

    private Token read() throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                open();
                reader.beginObject();
                return Token.OBJECT;
            }
            case END_OBJECT -> {
                reader.endObject();
                depth--;
                return Token.END_OBJECT;
            }
            case BEGIN_ARRAY -> {
                open();
                reader.beginArray();
                return Token.ARRAY;
            }
            case END_ARRAY -> {
                reader.endArray();
                depth--;
                return Token.END_ARRAY;
            }
            case NAME -> {
                text = string(reader.nextName());
                return Token.NAME;
            }
            case STRING -> {
                text = string(reader.nextString());
                return Token.STRING;
            }
            case NUMBER -> {
                text = reader.nextString();
                return number();
            }
            case BOOLEAN -> {
                return reader.nextBoolean() ? Token.TRUE : Token.FALSE;
            }
            case NULL -> {
                reader.nextNull();
                return Token.NULL;
            }
            case END_DOCUMENT -> {
                return Token.END;
            }
        }
        throw new IllegalStateException("no token");
    }

    private void open() throws JsonParseException {
        if (depth == limits.getMaxNestingDepth()) {
            refuse("a nesting depth of more than " + depth);
        }
        depth++;
    }

    private Token number() throws JsonParseException {
        if (text.length() > limits.getMaxNumberLength()) {
            return refuse("a number that is too long");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return Token.FRACTION;
            }
        }
        return Token.INTEGER;
    }

    private String string(String read) throws JsonParseException {
        if (read.length() > limits.getMaxStringLength()) {
            refuse("a string that is too long");
        }
        for (int i = 0; i < read.length(); i++) {
            if (Character.isSurrogate(read.charAt(i))) {
                return wellFormed(new StringBuilder(read));
            }
        }
        return read;
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

    private Token refuse(String what) throws JsonParseException {
        throw new JsonParseException(null, what + " " + reader);
    }
}
