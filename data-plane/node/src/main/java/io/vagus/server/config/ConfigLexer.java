package io.vagus.server.config;

import static io.vagus.server.config.ConfigCharacters.isBlank;
import static io.vagus.server.config.ConfigCharacters.isNewLine;
import static io.vagus.server.config.ConfigCharacters.isSeparator;
import static io.vagus.server.config.ConfigCharacters.isSpace;
import static io.vagus.server.config.ConfigCharacters.shown;

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

    private static final int END = ConfigText.END;

    private final ConfigText text;
    private final Events events;
    private final ConfigScalars scalars;
    private int depth;

    ConfigLexer(byte[] bytes, Events events) {
        this.text = new ConfigText(bytes);
        this.events = events;
        this.scalars = new ConfigScalars(text, events);
    }

    /** Reads all of it. Errors: {@link ConfigText.LexException} at the first place that fits no rule. */
    void run() {
        try {
            top();
        } catch (ConfigText.Ended ended) {
            events.end(text.take());
        }
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
                    throw text.endOrError();
                }
                text.back();
                pair();
                topValueEnd();
            }
        }
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
                throw text.error("Expected a top-level value to end with a new line, comment or EOF, but got '"
                        + shown(c) + "' instead.");
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
                        throw text.endOrError();
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
                throw text.error("Expected a block-level value to end with a new line, comment or EOF, but got '"
                        + shown(c) + "' instead.");
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
                throw text.error("Expected a block-level to end with a '}', but got '" + shown(c) + "' instead.");
            }
        }
    }

    private void pair() {
        int c = text.peek();
        if (isSeparator(c)) {
            throw text.error("Unexpected key separator '" + shown(c) + "'");
        }
        if (c == '"' || c == '\'') {
            text.next();
            text.skip();
            int inside = text.peek();
            while (inside != c) {
                if (inside == END) {
                    throw text.endOrError();
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
                scalars.include();
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
                throw ConfigText.Ended.INSTANCE;
            } else {
                text.back();
                return;
            }
        }
    }

    // --- maps and arrays ---------------------------------------------------------------------------------------

    private void descend() {
        if (++depth > MAX_NESTING_DEPTH) {
            throw text.error("maps and arrays are nested deeper than " + MAX_NESTING_DEPTH);
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
                throw text.error("Unexpected key separator '" + shown(c) + "'.");
            }
            if (c == ']') {
                throw text.error("Unexpected array end ']' processing map.");
            }
            if (c == END) {
                throw text.error("Unexpected EOF processing map.");
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
                throw text.error(
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
                throw text.error("Unexpected EOF processing map key.");
            }
            text.next();
            c = text.peek();
        }
        if (isSpace(c) && isInclude()) {
            scalars.include();
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
                throw text.error("Unexpected map value terminator \",\".");
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
                throw text.error("Expected a map value terminator \",\" or a map terminator \"}\", but got '" + shown(c)
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
                    throw text.error("Unexpected array value terminator ','.");
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
                throw text.error("Expected an array value terminator \",\" or an array terminator \"]\", but got '"
                        + shown(c) + "' instead.");
            }
        }
    }

    private void value() {
        int c = text.next();
        while (isBlank(c)) {
            text.skip();
            c = text.next();
        }
        switch (c) {
            case '[' -> array();
            case '{' -> map();
            default -> scalars.value(c);
        }
    }
}
