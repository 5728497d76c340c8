package io.vagus.monitoring;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the first mistake in a JSON text and says it as nats-server's JSON reader does: tools show that text to people. */
final class JsonSyntax {
    private static final String TOO_SHORT = "unexpected end of JSON input";
    private static final int MAX_DEPTH = 64;

    private final byte[] text;
    private int at;

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    /** A mistake; carries its text only. */
    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message, null, false, false);
        }
    }

    /** Null when the text is one JSON value. */
    static @Nullable String mistakeIn(byte[] text) {
        JsonSyntax syntax = new JsonSyntax(text);
        try {
            syntax.value(0);
            if (syntax.skipSpace()) {
                throw syntax.unexpected("after top-level value");
            }
            return null;
        } catch (Mistake mistake) {
            return mistake.getMessage();
        }
    }

    private void value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new Mistake("exceeded max depth");
        }
        switch (next("looking for beginning of value")) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw unexpected("looking for beginning of value");
        }
    }

    private void object(int depth) {
        at++;
        if (next("looking for beginning of object key string") == '}') {
            at++;
            return;
        }
        while (true) {
            if (next("looking for beginning of object key string") != '"') {
                throw unexpected("looking for beginning of object key string");
            }
            string();
            if (next("after object key") != ':') {
                throw unexpected("after object key");
            }
            at++;
            value(depth + 1);
            int after = next("after object key:value pair");
            if (after != ',' && after != '}') {
                throw unexpected("after object key:value pair");
            }
            at++;
            if (after == '}') {
                return;
            }
        }
    }

    private void array(int depth) {
        at++;
        if (next("looking for beginning of value") == ']') {
            at++;
            return;
        }
        while (true) {
            value(depth + 1);
            int after = next("after array element");
            if (after != ',' && after != ']') {
                throw unexpected("after array element");
            }
            at++;
            if (after == ']') {
                return;
            }
        }
    }

    private void string() {
        at++;
        while (current() != '"') {
            if (current() < ' ') {
                throw unexpected("in string literal");
            }
            if (current() == '\\') {
                at++;
                escape();
            } else {
                at++;
            }
        }
        at++;
    }

    private void escape() {
        if (current() == 'u') {
            for (int i = 0; i < 4; i++) {
                at++;
                if (Character.digit(current(), 16) < 0) {
                    throw unexpected("in \\u hexadecimal character escape");
                }
            }
        } else if ("bfnrt\\/\"".indexOf(current()) < 0) {
            throw unexpected("in string escape code");
        }
        at++;
    }

    private void literal(String word) {
        for (int i = 1; i < word.length(); i++) {
            at++;
            if (current() != word.charAt(i)) {
                throw unexpected("in literal " + word + " (expecting " + quoted(word.charAt(i)) + ")");
            }
        }
        at++;
    }

    private void number() {
        if (current() == '-') {
            at++;
            if (!isDigit()) {
                throw unexpected("in numeric literal");
            }
        }
        if (current() == '0') {
            at++;
        } else {
            digits();
        }
        if (!isAtEnd() && current() == '.') {
            at++;
            if (!isDigit()) {
                throw unexpected("after decimal point in numeric literal");
            }
            digits();
        }
        if (!isAtEnd() && (current() == 'e' || current() == 'E')) {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            if (!isDigit()) {
                throw unexpected("in exponent of numeric literal");
            }
            digits();
        }
    }

    private void digits() {
        while (!isAtEnd() && isDigit()) {
            at++;
        }
    }

    private boolean isDigit() {
        return current() >= '0' && current() <= '9';
    }

    private boolean isAtEnd() {
        return at == text.length;
    }

    private int current() {
        if (isAtEnd()) {
            throw new Mistake(TOO_SHORT);
        }
        return text[at] & 0xff;
    }

    /** The next character that is not space, which stays where it is. */
    private int next(String context) {
        if (!skipSpace()) {
            throw new Mistake(TOO_SHORT);
        }
        if (current() > 0x7f) {
            throw unexpected(context);
        }
        return current();
    }

    private boolean skipSpace() {
        while (!isAtEnd() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
            at++;
        }
        return !isAtEnd();
    }

    private Mistake unexpected(String context) {
        return new Mistake("invalid character " + quoted((char) current()) + " " + context);
    }

    /** One byte of the text as a character, as Go quotes it. */
    private static String quoted(char c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            case 0x7f -> "'\\x7f'";
            default -> c < ' ' ? "'\\x" + hex(c) + "'" : c < 0x7f || c > 0xa0 ? "'" + c + "'" : "'\\u00" + hex(c) + "'";
        };
    }

    private static String hex(char c) {
        return new String(
                new byte[] {(byte) Character.forDigit(c >> 4, 16), (byte) Character.forDigit(c & 15, 16)},
                StandardCharsets.US_ASCII);
    }
}
