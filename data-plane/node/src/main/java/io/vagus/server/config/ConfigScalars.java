package io.vagus.server.config;

import static io.vagus.server.config.ConfigCharacters.endsNumber;
import static io.vagus.server.config.ConfigCharacters.isBlank;
import static io.vagus.server.config.ConfigCharacters.isDigit;
import static io.vagus.server.config.ConfigCharacters.isHex;
import static io.vagus.server.config.ConfigCharacters.isNewLine;
import static io.vagus.server.config.ConfigCharacters.isUnit;
import static io.vagus.server.config.ConfigCharacters.shown;

import java.util.Locale;

/**
 * Finds the values that hold no others, for {@link ConfigLexer}: strings, numbers, dates, truth values, {@code $NAME},
 * and the name of a file to include. What begins like a number and goes on like none is a string.
 */
final class ConfigScalars {
    private static final int END = ConfigText.END;
    private static final String DATE_AFTER_YEAR = "00-00T00:00:00Z";

    private final ConfigText text;
    private final ConfigLexer.Events events;

    ConfigScalars(ConfigText text, ConfigLexer.Events events) {
        this.text = text;
        this.events = events;
    }

    /** A value that begins with this character, which was read. */
    void value(int c) {
        switch (c) {
            case '\'' -> rawString();
            case '"' -> {
                text.skip();
                escapedString();
            }
            case '-' -> negativeNumber();
            case '(' -> block();
            case '.' -> throw text.error("Floats must start with a digit");
            case '\n', '\r' -> throw text.error("Expected value but found new line");
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

    // --- strings --------------------------------------------------------------------------------------------------

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
                throw text.endOrError();
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
                throw text.endOrError();
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
                throw text.error("Invalid escape character '" + shown(c)
                        + "'. Only the following escape characters are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.");
        }
    }

    private void hexEscape() {
        for (int i = 0; i < 2; i++) {
            if (isNewLine(text.next())) {
                throw text.error("Expected two hexadecimal digits after '\\x', but hit end of line");
            }
        }
        String digits = text.lastTwo();
        if (digits.length() != 2 || !isHex(digits.charAt(0)) || !isHex(digits.charAt(1))) {
            throw text.error("Expected two hexadecimal digits after '\\x', but got '" + digits + "'");
        }
        text.escapedAs(Integer.parseInt(digits, 16));
    }

    /** Up to a closing parenthesis alone on its line. One that ends the text stays in the string. */
    private void block() {
        text.skip();
        while (true) {
            int c = text.next();
            if (c == END) {
                throw text.error("Unexpected EOF processing block.");
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

    // --- numbers, dates, addresses --------------------------------------------------------------------------------

    private void number() {
        while (true) {
            int c = text.next();
            if (isDigit(c)) {
                continue;
            }
            if (c == '-') {
                if (text.pieceBytes() != 5) {
                    throw text.error("All ISO8601 dates must be in full Zulu form.");
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
            throw text.error("Floats must start with a digit, not '.'.");
        }
        if (!isDigit(c)) {
            throw text.error("Expected a digit but got '" + shown(c) + "'.");
        }
    }

    private void fraction() {
        int c = text.next();
        if (!isDigit(c)) {
            throw text.error("Floats must have a digit after the '.', but got '" + shown(c) + "' instead.");
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
                throw text.error("Expected digit in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
            if (expected != '0' && expected != c) {
                throw text.error(
                        "Expected '" + expected + "' in ISO8601 datetime, but found '" + shown(c) + "' instead.");
            }
        }
        events.dateTime(text.take());
    }

    // --- files to include -----------------------------------------------------------------------------------------

    /** The file that stands behind the word {@code include}. */
    void include() {
        text.skip();
        int c = text.next();
        while (isBlank(c)) {
            text.skip();
            c = text.next();
        }
        switch (c) {
            case '\'' -> quotedInclude('\'', "quoted");
            case '"' -> quotedInclude('"', "double quoted");
            case '[' -> throw text.error("Expected include value but found start of an array");
            case '{' -> throw text.error("Expected include value but found start of a map");
            case '(' -> throw text.error("Expected include value but found start of a block");
            case '\\' -> throw text.error("Expected include value but found escape sequence");
            case '\n', '\r' -> throw text.error("Expected include value but found new line");
            default -> {
                if (isDigit(c) || c == '-') {
                    throw text.error("Expected include value but found start of a number");
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
                throw text.error("Unexpected EOF in " + how + " include");
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
}
