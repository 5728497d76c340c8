package io.vagus.jetstream.api;

import java.util.BitSet;

/**
 * Finds where a text stops to be JSON and says so in the words of Go's reader, which clients see in answers. Only for texts that could not be read. Source: what
 * nats-server answers.
 */
final class JsonSyntax {
    private static final String VALUE = "looking for beginning of value";
    private static final String KEY = "looking for beginning of object key string";
    private static final String NUMBER = "in numeric literal";
    private static final String EXPONENT = "in exponent of numeric literal";
    private static final int HEX_DIGITS = 4;

    private final byte[] text;
    /** Of each value that is open, whether it is an object. */
    private final BitSet objects = new BitSet();

    private int depth;
    private int at;

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    /** A character that is out of place. */
    private static final class Misplaced extends Exception {
        private static final long serialVersionUID = 1L;

        Misplaced(String message) {
            super(message, null, false, false);
        }
    }

    /** What is wrong with a text that is no JSON, and where; that it ends too early when nothing else is. */
    static String complaint(byte[] text) {
        try {
            JsonSyntax syntax = new JsonSyntax(text);
            while (syntax.values()) {
                // one value after the other
            }
            return "unexpected EOF";
        } catch (Misplaced misplaced) {
            return String.valueOf(misplaced.getMessage());
        }
    }

    private boolean isEnd() {
        return at >= text.length;
    }

    private int peek() {
        return isEnd() ? -1 : text[at];
    }

    private Misplaced misplaced(String where) {
        return new Misplaced("invalid character " + quoted(text[at] & 0xff) + " " + where + " at offset " + (at + 1));
    }

    private static String quoted(int c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '\\' -> "'\\\\'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            case '\b' -> "'\\b'";
            case '\f' -> "'\\f'";
            case 7 -> "'\\a'";
            case 11 -> "'\\v'";
            default -> {
                if (c < ' ' || c == 0x7f) {
                    yield String.format("'\\x%02x'", c);
                }
                yield c >= 0x80 && c <= 0xa0 || c == 0xad ? String.format("'\\u%04x'", c) : "'" + (char) c + "'";
            }
        };
    }

    private void space() {
        while (!isEnd() && " \t\r\n".indexOf(text[at]) >= 0) {
            at++;
        }
    }

    /** Reads a value, or what ends one and leads to the next; false at the end of the text. */
    private boolean values() throws Misplaced {
        space();
        if (isEnd()) {
            return false;
        }
        switch (text[at]) {
            case '{' -> {
                open(true);
                space();
                if (peek() == '}') {
                    closeAll();
                } else {
                    key();
                }
            }
            case '[' -> {
                open(false);
                space();
                if (peek() == ']') {
                    closeAll();
                }
            }
            case '"' -> {
                string();
                closeValue();
            }
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
        return !isEnd();
    }

    private void open(boolean isObject) {
        at++;
        objects.set(depth++, isObject);
    }

    /** Behind the last member of what is open. */
    private void closeAll() throws Misplaced {
        at++;
        depth--;
        closeValue();
    }

    /** Behind a value: what follows within the one around it. */
    private void closeValue() throws Misplaced {
        while (depth > 0) {
            space();
            if (isEnd()) {
                return;
            }
            boolean isObject = objects.get(depth - 1);
            if (text[at] == ',') {
                at++;
                if (isObject) {
                    key();
                }
                return;
            }
            if (text[at] != (isObject ? '}' : ']')) {
                throw misplaced(isObject ? "after object key:value pair" : "after array element");
            }
            at++;
            depth--;
        }
    }

    private void key() throws Misplaced {
        space();
        if (isEnd()) {
            return;
        }
        if (text[at] != '"') {
            throw misplaced(KEY);
        }
        string();
        space();
        if (!isEnd()) {
            if (text[at] != ':') {
                throw misplaced("after object key");
            }
            at++;
        }
    }

    private void string() throws Misplaced {
        at++;
        while (!isEnd() && text[at] != '"') {
            if (text[at] >= 0 && text[at] < ' ') {
                throw misplaced("in string literal");
            }
            if (text[at++] == '\\') {
                escape();
            }
        }
        at++;
    }

    private void escape() throws Misplaced {
        if (isEnd()) {
            return;
        }
        if ("bfnrt\\/\"u".indexOf(text[at]) < 0) {
            throw misplaced("in string escape code");
        }
        boolean isUnicode = text[at++] == 'u';
        for (int i = 0; isUnicode && i < HEX_DIGITS && !isEnd(); i++, at++) {
            if (Character.digit(text[at], 16) < 0) {
                throw misplaced("in \\u hexadecimal character escape");
            }
        }
    }

    private void literal(String word) throws Misplaced {
        for (int i = 0; i < word.length() && !isEnd(); i++, at++) {
            if (text[at] != word.charAt(i)) {
                throw misplaced("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        closeValue();
    }

    private void number() throws Misplaced {
        boolean isNegative = peek() == '-';
        if (isNegative) {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits(isNegative ? NUMBER : VALUE);
        }
        if (peek() == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits(EXPONENT);
        }
        closeValue();
    }

    private void digits(String where) throws Misplaced {
        if (isEnd()) {
            return;
        }
        if (text[at] < '0' || text[at] > '9') {
            throw misplaced(where);
        }
        while (!isEnd() && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
    }
}
