package io.vagus.server.config;

import io.vagus.server.config.ConfigText.Piece;
import java.util.Locale;

/**
 * Finds keys and values in a configuration text and tells them in their order. A recursive descent that follows
 * nats-server {@code conf/lex.go} in what it accepts and what it answers to the rest.
 *
 * <p>Shape: {@code pairs = { key [":" | "="] value ("," | ";" | newline) }}. A value is a map {@code {pairs}}, an array
 * {@code [values]}, a string (bare, {@code 'raw'}, {@code "escaped"} or a block {@code ( ... )} closed by a line holding
 * only {@code )}), a number, a date, a truth value, or {@code $NAME}. The whole may stand in braces.
 */
final class ConfigLexer {
    static final int MAX_NESTING_DEPTH = 256;

    /** Who is told. */
    interface Events {
        void key(Piece piece);

        void mapStart();

        void mapEnd(Piece piece);

        void arrayStart();

        void arrayEnd(Piece piece);

        void string(Piece piece);

        void bool(Piece piece);

        void integer(Piece piece);

        void decimal(Piece piece);

        void dateTime(Piece piece);

        void variable(Piece piece);

        void include(Piece piece);

        void end(Piece piece);
    }

    /** Text that fits no rule. */
    static final class LexException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LexException(int line, String message) {
            super("Parse error on line " + line + ": '" + message + "'");
        }
    }

    /** The text ended where that is no mistake: unwinds to {@link #run}. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Ended INSTANCE = new Ended();

        private Ended() {
            super(null, null, false, false);
        }
    }

    private static final int END = ConfigText.END;
    private static final String DATE_AFTER_YEAR = "00-00T00:00:00Z";

    private final ConfigText text;
    private final Events events;
    private int depth;

    ConfigLexer(byte[] bytes, Events events) {
        this.text = new ConfigText(bytes);
        this.events = events;
    }

    /** Reads all of it. Errors: {@link LexException} at the first place that fits no rule. */
    void run() {
        try {
            top();
        } catch (Ended ended) {
            events.end(text.take());
        }
    }

    private LexException error(String message) {
        return new LexException(text.line(), message);
    }

    private static String shown(int character) {
        return character == '\n' ? "\\n" : Character.toString(character);
    }

    // --- the top level -----------------------------------------------------------------------------------------

    private void top() {
        while (true) {
            int c = text.next();
            if (isSpace(c)) {
                text.skip();
            } else if (c == '{') {
                text.skip();
                wrapped();
            } else if (!comment(c)) {
                if (c == END || c == '/') {
                    throw endOrError();
                }
                text.back();
                pair();
                topValueEnd();
            }
        }
    }

    /** At the end of the text all is well, unless something stands before it that belongs to nothing. */
    private RuntimeException endOrError() {
        return text.hasPiece() ? error("Unexpected EOF.") : Ended.INSTANCE;
    }

    /** Goes past a comment that begins with this character; false when none does, and then nothing is read. */
    private boolean comment(int c) {
        if (c == '/') {
            int second = text.next();
            if (second != '/') {
                text.back();
                return false;
            }
        } else if (c != '#') {
            return false;
        }
        int next = text.peek();
        while (!isNewLine(next) && next != END) {
            text.next();
            next = text.peek();
        }
        text.skip();
        return true;
    }

    private void topValueEnd() {
        while (true) {
            int c = text.next();
            if (comment(c)) {
                return;
            }
            if (isNewLine(c) || c == END || c == ';' || c == ',' || c == '}') {
                text.skip();
                return;
            }
            if (c != '/' && !isBlank(c)) {
                throw error("Expected a top-level value to end with a new line, comment or EOF, but got '" + shown(c)
                        + "' instead.");
            }
        }
    }

    /** Pairs in braces at the top level. The braces may be more than one, and need not be closed. */
    private void wrapped() {
        int braces = 1;
        boolean expectsPair = true;
        while (braces > 0) {
            if (expectsPair) {
                int c = text.next();
                if (isSpace(c)) {
                    text.skip();
                } else if (c == '{') {
                    text.skip();
                    braces++;
                } else if (c == '}') {
                    text.skip();
                    braces--;
                    expectsPair = false;
                } else if (!comment(c)) {
                    if (c == END || c == '/') {
                        throw endOrError();
                    }
                    text.back();
                    pair();
                    expectsPair = !wrappedValueEnd();
                    if (!expectsPair) {
                        text.skip();
                        braces--;
                    }
                }
            } else {
                expectsPair = afterBrace();
                if (!expectsPair) {
                    braces--;
                }
            }
        }
    }

    /** Whether it ended with the brace that closes. */
    private boolean wrappedValueEnd() {
        while (true) {
            int c = text.next();
            if (comment(c)) {
                continue;
            }
            if (isNewLine(c) || c == ';' || c == ',') {
                text.skip();
                return false;
            }
            if (c == '}') {
                return true;
            }
            if (c != '/' && !isBlank(c)) {
                throw error("Expected a block-level value to end with a new line, comment or EOF, but got '" + shown(c)
                        + "' instead.");
            }
        }
    }

    /** After a brace inside of others: whether pairs follow; else one more brace was closed. */
    private boolean afterBrace() {
        while (true) {
            int c = text.next();
            if (comment(c)) {
                return true;
            }
            if (c == ';' || c == ',') {
                text.skip();
                return true;
            }
            if (c == '}') {
                text.skip();
                return false;
            }
            if (c != '/' && !isNewLine(c) && !isBlank(c)) {
                throw error("Expected a block-level to end with a '}', but got '" + shown(c) + "' instead.");
            }
        }
    }

    private void pair() {
        int c = text.peek();
        if (isSeparator(c)) {
            throw error("Unexpected key separator '" + shown(c) + "'");
        }
        if (c == '"' || c == '\'') {
            text.next();
            text.skip();
            int inside = text.peek();
            while (inside != c) {
                if (inside == END) {
                    throw endOrError();
                }
                text.next();
                inside = text.peek();
            }
            quotedKeyEnd();
        } else {
            text.skip();
            text.next();
            c = text.peek();
            while (!isSpace(c) && !isSeparator(c) && c != END) {
                text.next();
                c = text.peek();
            }
            if (isSpace(c) && isInclude()) {
                include();
                return;
            }
            events.key(text.take());
        }
        keyEnd();
        value();
    }

    private void quotedKeyEnd() {
        events.key(text.take());
        text.next();
        text.skip();
    }

    private boolean isInclude() {
        return text.plain().toLowerCase(Locale.ROOT).equals("include");
    }

    private void keyEnd() {
        while (true) {
            int c = text.next();
            if (isSpace(c)) {
                text.skip();
            } else if (isSeparator(c)) {
                text.skip();
                return;
            } else if (c == END) {
                throw Ended.INSTANCE;
            } else {
                text.back();
                return;
            }
        }
    }

    private void include() {
        text.skip();
        int c = text.next();
        while (isBlank(c)) {
            text.skip();
            c = text.next();
        }
        switch (c) {
            case '\'' -> quotedInclude('\'', "quoted");
            case '"' -> quotedInclude('"', "double quoted");
            case '[' -> throw error("Expected include value but found start of an array");
            case '{' -> throw error("Expected include value but found start of a map");
            case '(' -> throw error("Expected include value but found start of a block");
            case '\\' -> throw error("Expected include value but found escape sequence");
            case '\n', '\r' -> throw error("Expected include value but found new line");
            default -> {
                if (isDigit(c) || c == '-') {
                    throw error("Expected include value but found start of a number");
                }
                text.back();
                bareInclude();
            }
        }
    }

    private void quotedInclude(int quote, String how) {
        text.skip();
        int c = text.next();
        while (c != quote) {
            if (c == END) {
                throw error("Unexpected EOF in " + how + " include");
            }
            c = text.next();
        }
        includeEnd();
    }

    private void includeEnd() {
        text.back();
        events.include(text.take());
        text.next();
        text.skip();
    }

    private void bareInclude() {
        while (true) {
            int c = text.next();
            if (c == '\'') {
                includeEnd();
                return;
            }
            if (isNewLine(c) || c == END || c == ';' || c == '}' || isBlank(c)) {
                text.back();
                events.include(text.take());
                return;
            }
        }
    }

    // --- maps and arrays ---------------------------------------------------------------------------------------

    private void descend() {
        if (++depth > MAX_NESTING_DEPTH) {
            throw error("maps and arrays are nested deeper than " + MAX_NESTING_DEPTH);
        }
    }

    private void map() {
        descend();
        text.skip();
        events.mapStart();
        while (mapPair()) {
            if (!mapValueEnd()) {
                break;
            }
        }
        depth--;
        text.skip();
        events.mapEnd(text.take());
    }

    /** Reads the next key and its value; false when the map ended instead of either. */
    private boolean mapPair() {
        while (true) {
            int c = text.peek();
            if (isSeparator(c)) {
                throw error("Unexpected key separator '" + shown(c) + "'.");
            }
            if (c == ']') {
                throw error("Unexpected array end ']' processing map.");
            }
            if (c == END) {
                throw error("Unexpected EOF processing map.");
            }
            if (c == '}') {
                text.next();
                return false;
            }
            if (isSpace(c)) {
                text.next();
                text.skip();
            } else if (c == '\'' || c == '"') {
                text.next();
                text.skip();
                quotedMapKey(c);
                return mapValue();
            } else {
                boolean wasComment = false;
                if (c == '#' || c == '/') {
                    text.next();
                    wasComment = comment(c);
                    if (!wasComment) {
                        // A lone slash is left out of the key that follows it.
                        text.skip();
                    }
                } else {
                    text.skip();
                }
                if (!wasComment) {
                    text.next();
                    return !bareMapKey() || mapValue();
                }
            }
        }
    }

    private void quotedMapKey(int quote) {
        int c = text.peek();
        while (c != quote) {
            if (c == END) {
                throw error(
                        quote == '"'
                                ? "Unexpected EOF processing double quoted map key."
                                : "Unexpected EOF processing quoted map key.");
            }
            text.next();
            c = text.peek();
        }
        quotedKeyEnd();
    }

    /** Whether it is a key, for which a value follows; an include is complete. */
    private boolean bareMapKey() {
        int c = text.peek();
        while (!isSpace(c) && !isSeparator(c)) {
            if (c == END) {
                throw error("Unexpected EOF processing map key.");
            }
            text.next();
            c = text.peek();
        }
        if (isSpace(c) && isInclude()) {
            include();
            return false;
        }
        events.key(text.take());
        return true;
    }

    private boolean mapValue() {
        boolean separated = false;
        while (true) {
            int c = text.next();
            if (isSpace(c)) {
                text.skip();
            } else if (!separated && isSeparator(c)) {
                text.skip();
                separated = true;
            } else if (c == ',') {
                throw error("Unexpected map value terminator \",\".");
            } else if (c == '}') {
                return false;
            } else {
                text.back();
                value();
                return true;
            }
        }
    }

    /** Whether the map goes on. */
    private boolean mapValueEnd() {
        while (true) {
            int c = text.next();
            if (comment(c)) {
                continue;
            }
            if (isBlank(c)) {
                text.skip();
            } else if (c == '/' || c == ';' || c == ',' || isNewLine(c)) {
                text.skip();
                return true;
            } else if (c == '}') {
                return false;
            } else {
                throw error("Expected a map value terminator \",\" or a map terminator \"}\", but got '" + shown(c)
                        + "' instead.");
            }
        }
    }

    private void array() {
        descend();
        text.skip();
        events.arrayStart();
        while (arrayValue()) {
            if (!arrayValueEnd()) {
                break;
            }
        }
        depth--;
        text.skip();
        events.arrayEnd(text.take());
    }

    private boolean arrayValue() {
        while (true) {
            int c = text.next();
            if (isSpace(c)) {
                text.skip();
            } else if (c == ']') {
                return false;
            } else if (!comment(c)) {
                if (c == ',' || c == '/') {
                    throw error("Unexpected array value terminator ','.");
                }
                text.back();
                value();
                return true;
            }
        }
    }

    /** Whether the array goes on. */
    private boolean arrayValueEnd() {
        while (true) {
            int c = text.next();
            if (comment(c)) {
                continue;
            }
            if (isBlank(c)) {
                text.skip();
            } else if (c == '/' || c == ',' || isNewLine(c)) {
                text.skip();
                return true;
            } else if (c == ']') {
                return false;
            } else {
                throw error("Expected an array value terminator \",\" or an array terminator \"]\", but got '"
                        + shown(c) + "' instead.");
            }
        }
    }

    // --- values ------------------------------------------------------------------------------------------------

    private void value() {
        int c = text.next();
        while (isBlank(c)) {
            text.skip();
            c = text.next();
        }
        switch (c) {
            case '[' -> array();
            case '{' -> map();
            case '\'' -> rawString();
            case '"' -> {
                text.skip();
                escapedString();
            }
            case '-' -> negativeNumber();
            case '(' -> block();
            case '.' -> throw error("Floats must start with a digit");
            case '\n', '\r' -> throw error("Expected value but found new line");
            default -> {
                if (isDigit(c)) {
                    number();
                } else {
                    text.back();
                    bareString();
                }
            }
        }
    }

    private void quotedEnd() {
        text.back();
        events.string(text.take());
        text.next();
        text.skip();
    }

    private void rawString() {
        text.skip();
        int c = text.next();
        while (c != '\'') {
            if (c == END) {
                throw endOrError();
            }
            c = text.next();
        }
        quotedEnd();
    }

    private void escapedString() {
        while (true) {
            int c = text.next();
            if (c == '\\') {
                escape();
            } else if (c == '"') {
                quotedEnd();
                return;
            } else if (c == END) {
                throw endOrError();
            }
        }
    }

    private void bareString() {
        while (true) {
            int c = text.next();
            if (c == '\\') {
                escape();
            } else if (c == '\'') {
                quotedEnd();
                return;
            } else if (isNewLine(c) || c == END || c == ';' || c == ',' || c == ']' || c == '}' || isBlank(c)) {
                text.back();
                bareEnd();
                return;
            }
        }
    }

    private void bareEnd() {
        if (text.hasEscapes()) {
            events.string(text.take());
            return;
        }
        switch (text.plain().toLowerCase(Locale.ROOT)) {
            case "true", "false", "on", "off", "yes", "no" -> events.bool(text.take());
            default -> {
                if (text.firstByte() == '$') {
                    text.dropFirst();
                    events.variable(text.take());
                } else {
                    events.string(text.take());
                }
            }
        }
    }

    private void escape() {
        text.beginEscape();
        int c = text.next();
        switch (c) {
            case 'x' -> hexEscape();
            case 't' -> text.escapedAs('\t');
            case 'n' -> text.escapedAs('\n');
            case 'r' -> text.escapedAs('\r');
            case '"' -> text.escapedAs('"');
            case '\\' -> text.escapedAs('\\');
            default ->
                throw error("Invalid escape character '" + shown(c)
                        + "'. Only the following escape characters are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.");
        }
    }

    private void hexEscape() {
        for (int i = 0; i < 2; i++) {
            if (isNewLine(text.next())) {
                throw error("Expected two hexadecimal digits after '\\x', but hit end of line");
            }
        }
        String digits = text.lastTwo();
        if (digits.length() != 2 || !isHex(digits.charAt(0)) || !isHex(digits.charAt(1))) {
            throw error("Expected two hexadecimal digits after '\\x', but got '" + digits + "'");
        }
        text.escapedAs(Integer.parseInt(digits, 16));
    }

    /** Up to a closing parenthesis alone on its line. One that ends the text stays in the string. */
    private void block() {
        text.skip();
        while (true) {
            int c = text.next();
            if (c == END) {
                throw error("Unexpected EOF processing block.");
            }
            if (c != ')') {
                continue;
            }
            text.back();
            text.back();
            boolean firstOnLine = text.next() == '\n';
            text.next();
            if (!firstOnLine) {
                continue;
            }
            int after = text.next();
            text.back();
            if (after == '\n' || after == END) {
                text.back();
                events.string(text.take());
                text.next();
                text.skip();
                return;
            }
        }
    }

    private void number() {
        while (true) {
            int c = text.next();
            if (isDigit(c)) {
                continue;
            }
            if (c == '-') {
                if (text.pieceBytes() != 5) {
                    throw error("All ISO8601 dates must be in full Zulu form.");
                }
                dateAfterYear();
            } else if (c == '.') {
                fraction();
            } else if (isUnit(c)) {
                unit();
            } else if (endsNumber(c)) {
                text.back();
                events.integer(text.take());
            } else {
                bareString();
            }
            return;
        }
    }

    private void unit() {
        int c = text.next();
        while (c == 'b' || c == 'B' || c == 'i' || c == 'I') {
            c = text.next();
        }
        text.back();
        if (endsNumber(c)) {
            events.integer(text.take());
        } else {
            bareString();
        }
    }

    private void negativeNumber() {
        int c = text.next();
        requireDigit(c);
        while (isDigit(c)) {
            c = text.next();
        }
        if (c == '.') {
            fraction();
        } else if (isUnit(c)) {
            unit();
        } else {
            text.back();
            events.integer(text.take());
        }
    }

    private void requireDigit(int c) {
        if (c == '.') {
            throw error("Floats must start with a digit, not '.'.");
        }
        if (!isDigit(c)) {
            throw error("Expected a digit but got '" + shown(c) + "'.");
        }
    }

    private void fraction() {
        int c = text.next();
        if (!isDigit(c)) {
            throw error("Floats must have a digit after the '.', but got '" + shown(c) + "' instead.");
        }
        while (isDigit(c)) {
            c = text.next();
        }
        if (c == '.') {
            address();
        } else {
            text.back();
            events.decimal(text.take());
        }
    }

    private void address() {
        int c = text.next();
        while (isDigit(c) || c == '.' || c == ':' || c == '-') {
            c = text.next();
        }
        text.back();
        events.string(text.take());
    }

    private void dateAfterYear() {
        for (char expected : DATE_AFTER_YEAR.toCharArray()) {
            int c = text.next();
            if (expected == '0' && !isDigit(c)) {
                throw error("Expected digit in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
            if (expected != '0' && expected != c) {
                throw error("Expected '" + expected + "' in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
        }
        events.dateTime(text.take());
    }

    // --- characters --------------------------------------------------------------------------------------------

    private static boolean endsNumber(int c) {
        return isNewLine(c) || c == END || c == '}' || c == ';' || c == ',' || isBlank(c);
    }

    private static boolean isUnit(int c) {
        return c > 0 && "kKmMgGtTpPeE".indexOf(c) >= 0;
    }

    private static boolean isSeparator(int c) {
        return c == ':' || c == '=';
    }

    private static boolean isNewLine(int c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isSpace(int c) {
        return c >= '\t' && c <= '\r' || c == ' ' || c == 0x85 || c == 0xA0 || c > 0xFF && Character.isSpaceChar(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9' || c > 0x7F && Character.isDigit(c);
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
