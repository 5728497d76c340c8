package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Decimal;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Moment;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the nats-server configuration grammar into a tree of values. A recursive descent over the text of one file: a
 * file that it includes is read by a parser of its own into the map that was open at the include.
 *
 * <p>Shape: {@code pairs = { key [":" | "="] value ("," | ";" | newline) }}, values as in {@link ConfigValue}, strings
 * bare, {@code 'raw'}, {@code "escaped"} or a block {@code ( ... )} closed by a line holding only {@code )}; integers may
 * carry a unit ({@code 64MB}); {@code $NAME} is the value of the nearest key of that name already written in this or an
 * outer map, else of the environment. Errors: {@link ConfigException} at the first place that fits no rule.
 *
 * <p>Follows nats-server {@code conf/lex.go} in what it accepts, including that {@code }} after a value at top level is
 * ignored; stray braces and separators in the place of a key are refused at once, where nats-server takes them for keys.
 */
final class ConfigParser {
    static final int MAX_INCLUDE_DEPTH = 32;
    static final int MAX_NESTING_DEPTH = 256;

    private static final int END = -1;
    private static final String BCRYPT_PREFIX = "$2a$";
    private static final int DATE_TIME_LENGTH = "2006-01-02T15:04:05Z".length();

    private final ConfigSources sources;
    private final Path file;
    private final String fileName;
    private final String text;
    private final Deque<Map<String, Item>> scopes;
    private final Set<Position> referenced;
    private final Set<String> environmentInUse;
    private final int includeDepth;

    private int at;
    private int line = 1;
    private int lineBreakAt;

    private ConfigParser(ConfigSources sources, Path file, String text) {
        this.sources = sources;
        this.file = file;
        this.fileName = file.toString();
        this.text = text;
        this.scopes = new ArrayDeque<>();
        this.referenced = new HashSet<>();
        this.environmentInUse = new HashSet<>();
        this.includeDepth = 0;
    }

    private ConfigParser(ConfigParser outer, Path file, String text, int includeDepth) {
        this.sources = outer.sources;
        this.file = file;
        this.fileName = file.toString();
        this.text = text;
        this.scopes = outer.scopes;
        this.referenced = outer.referenced;
        this.environmentInUse = outer.environmentInUse;
        this.includeDepth = includeDepth;
    }

    /** The pairs of a file, and the places of those that some {@code $NAME} referred to. */
    record Parsed(Block root, Set<Position> referenced) {}

    static Parsed parse(ConfigSources sources, Path file) {
        ConfigParser parser = new ConfigParser(sources, file, readFile(sources, file, "open " + file));
        Map<String, Item> root = new LinkedHashMap<>();
        parser.scopes.push(root);
        parser.parseTopLevel(root);
        return new Parsed(new Block(root), Set.copyOf(parser.referenced));
    }

    private static String readFile(ConfigSources sources, Path file, String what) {
        try {
            return sources.read(file);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new ConfigException(List.of(what + ": no such file or directory"));
        } catch (IOException e) {
            throw new ConfigException(List.of(what + ": " + e.getMessage()));
        }
    }

    // --- pairs -------------------------------------------------------------------------------------------------

    private void parseTopLevel(Map<String, Item> into) {
        int wrappers = 0;
        while (true) {
            skipBlank();
            int c = peek();
            if (c == END) {
                if (wrappers > 0) {
                    throw error("unexpected end of file, a '}' is missing");
                }
                return;
            }
            if (c == '{' && wrappers < MAX_NESTING_DEPTH) {
                at++;
                wrappers++;
            } else if (c == '}') {
                closeTopLevel(wrappers);
                wrappers--;
            } else {
                parsePair(into);
                boolean closed = endValue("a top-level value", '}');
                if (closed && wrappers > 0) {
                    wrappers--;
                }
            }
        }
    }

    /** A brace closes a wrapper; one too many is let pass at the very end only. */
    private void closeTopLevel(int wrappers) {
        Position position = position();
        at++;
        if (wrappers <= 0) {
            skipBlank();
            if (peek() != END) {
                throw new ConfigException(position, "expected a key but found '}'");
            }
        }
    }

    private Block parseBlock() {
        at++;
        Map<String, Item> pairs = new LinkedHashMap<>();
        if (scopes.size() >= MAX_NESTING_DEPTH) {
            throw error("maps are nested deeper than " + MAX_NESTING_DEPTH);
        }
        scopes.push(pairs);
        while (true) {
            skipBlank();
            int c = peek();
            if (c == END) {
                throw error("unexpected end of file in a map");
            }
            if (c == '}') {
                at++;
                break;
            }
            parsePair(pairs);
            if (endValue("a map value", '}')) {
                break;
            }
        }
        scopes.pop();
        return new Block(pairs);
    }

    private void parsePair(Map<String, Item> into) {
        Position position = position();
        boolean quoted = peek() == '\'' || peek() == '"';
        String key = quoted ? quotedKey() : bareKey();
        if (!quoted && key.equalsIgnoreCase("include") && isBlank(peek())) {
            include(into, position);
            return;
        }
        skipWhitespace();
        if (peek() == ':' || peek() == '=') {
            at++;
            skipSpaces();
            if (isLineBreak(peek())) {
                if (scopes.size() == 1) {
                    throw error("expected a value but found a new line");
                }
                skipWhitespace();
            }
        }
        if (peek() == END && !isSeparatorBefore()) {
            throw error("config is invalid, '" + key + "' has no value");
        }
        into.put(key, new Item(parseValue(), position));
    }

    private boolean isSeparatorBefore() {
        int i = at - 1;
        while (i > 0 && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i--;
        }
        return i >= 0 && (text.charAt(i) == ':' || text.charAt(i) == '=');
    }

    private String quotedKey() {
        char quote = text.charAt(at++);
        int start = at;
        while (peek() != quote) {
            if (peek() == END) {
                throw error("unexpected end of file in a quoted key");
            }
            advance();
        }
        return text.substring(start, at++);
    }

    private String bareKey() {
        int start = at;
        int c = peek();
        if (c == ':' || c == '=') {
            throw error("unexpected key separator '" + (char) c + "'");
        }
        if (c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ';') {
            throw error("expected a key but found '" + (char) c + "'");
        }
        while (c != END && !isBlank(c) && c != ':' && c != '=') {
            at++;
            c = peek();
        }
        return text.substring(start, at);
    }

    /**
     * Goes past what may follow a value: blanks, a comment, and one separator, line break or end of file.
     *
     * @return whether the separator was {@code close}
     */
    private boolean endValue(String what, char close) {
        skipSpaces();
        int c = peek();
        if (c == close) {
            at++;
            return true;
        }
        if (c == ',' || c == ';' && close == '}') {
            at++;
            return false;
        }
        if (c == END || isLineBreak(c) || atComment()) {
            return false;
        }
        throw error("expected " + what + " to end with a new line, ',', '" + close + "' or a comment, but got '"
                + Character.toString(text.codePointAt(at)) + "'");
    }

    private void include(Map<String, Item> into, Position position) {
        skipSpaces();
        int c = peek();
        String name = c == '\'' || c == '"' ? quotedKey() : bareText();
        if (includeDepth + 1 >= MAX_INCLUDE_DEPTH) {
            throw new ConfigException(position, "files are included deeper than " + MAX_INCLUDE_DEPTH);
        }
        Path directory = file.getParent();
        // A leading '/' does not leave the directory of this file: that is nats-server's rule.
        String relative = name.startsWith("/") ? name.substring(1) : name;
        Path named = FieldReader.path(relative, position);
        Path included = directory == null ? named : directory.resolve(named).normalize();
        String content =
                readFile(sources, included, position + ": error parsing include file '" + name + "', open " + included);
        new ConfigParser(this, included, content, includeDepth + 1).parseTopLevel(into);
    }

    // --- values ------------------------------------------------------------------------------------------------

    private ConfigValue parseValue() {
        int c = peek();
        return switch (c) {
            case '[' -> parseArray();
            case '{' -> parseBlock();
            case '\'' -> new Text(rawText());
            case '"' -> new Text(escapedText());
            case '(' -> new Text(blockText());
            case '-' -> negativeNumber();
            case '.' -> throw error("floats must start with a digit, not '.'");
            case ',', ';', ']', '}' -> throw error("expected a value but found '" + (char) c + "'");
            default -> c >= '0' && c <= '9' ? numberOrText() : bareValue();
        };
    }

    private Array parseArray() {
        at++;
        List<Item> items = new ArrayList<>();
        scopes.push(new LinkedHashMap<>());
        if (scopes.size() >= MAX_NESTING_DEPTH) {
            throw error("arrays are nested deeper than " + MAX_NESTING_DEPTH);
        }
        while (true) {
            skipBlank();
            int c = peek();
            if (c == END) {
                throw error("unexpected end of file in an array");
            }
            if (c == ']') {
                at++;
                break;
            }
            if (c == ',') {
                throw error("unexpected array value terminator ','");
            }
            Position position = position();
            items.add(new Item(parseValue(), position));
            if (endValue("an array value", ']')) {
                break;
            }
            if (peek() == END) {
                throw error("unexpected end of file in an array");
            }
        }
        scopes.pop();
        return new Array(List.copyOf(items));
    }

    private String rawText() {
        at++;
        int start = at;
        while (peek() != '\'') {
            if (peek() == END) {
                throw error("unexpected end of file in a quoted string");
            }
            advance();
        }
        return text.substring(start, at++);
    }

    private String escapedText() {
        at++;
        StringBuilder value = new StringBuilder();
        while (true) {
            int c = peek();
            if (c == END) {
                throw error("unexpected end of file in a quoted string");
            }
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\') {
                escape(value);
            } else {
                value.append((char) c);
                advance();
            }
        }
    }

    private void escape(StringBuilder into) {
        at++;
        int c = peek();
        switch (c) {
            case 't' -> into.append('\t');
            case 'n' -> into.append('\n');
            case 'r' -> into.append('\r');
            case '"' -> into.append('"');
            case '\\' -> into.append('\\');
            case 'x' -> {
                int end = Math.min(at + 3, text.length());
                String digits = text.substring(at + 1, end);
                if (digits.length() != 2 || !isHex(digits.charAt(0)) || !isHex(digits.charAt(1))) {
                    throw error("expected two hexadecimal digits after '\\x', but got '" + digits + "'");
                }
                into.append((char) Integer.parseInt(digits, 16));
                at += 2;
            }
            default ->
                throw error("invalid escape character '" + (c == END ? "end of file" : Character.toString((char) c))
                        + "'. Only the following escape characters are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\");
        }
        at++;
    }

    /** The text between {@code (} and the line that holds only {@code )}. */
    private String blockText() {
        at++;
        int start = at;
        while (true) {
            int c = peek();
            if (c == END) {
                throw error("unexpected end of file in a block");
            }
            if (c == ')' && isAloneOnItsLine()) {
                return text.substring(start, at++);
            }
            advance();
        }
    }

    private boolean isAloneOnItsLine() {
        boolean firstOnLine = isLineBreak(text.charAt(at - 1));
        return firstOnLine && (at + 1 == text.length() || isLineBreak(text.charAt(at + 1)));
    }

    private ConfigValue negativeNumber() {
        int start = at++;
        if (!isDigit(peek())) {
            throw error("expected a digit after '-'");
        }
        skipDigits();
        if (peek() == '.') {
            return fraction(start);
        }
        int digitsEnd = at;
        skipUnit();
        if (at > digitsEnd && !isTerminator(peek())) {
            at = start;
            return bareValue();
        }
        return whole(text.substring(start, digitsEnd), text.substring(digitsEnd, at));
    }

    private ConfigValue numberOrText() {
        int start = at;
        skipDigits();
        int digitsEnd = at;
        int c = peek();
        if (c == '-') {
            return dateTime(start);
        }
        if (c == '.') {
            int dotAt = at++;
            skipDigits();
            if (peek() == '.') {
                return address(start);
            }
            at = dotAt;
            return fraction(start);
        }
        skipUnit();
        if (isTerminator(peek())) {
            return whole(text.substring(start, digitsEnd), text.substring(digitsEnd, at));
        }
        at = start;
        return bareValue();
    }

    private Text address(int start) {
        while (isDigit(peek()) || peek() == '.' || peek() == ':' || peek() == '-') {
            at++;
        }
        return new Text(text.substring(start, at));
    }

    private ConfigValue fraction(int start) {
        at++;
        if (!isDigit(peek())) {
            throw error("floats must have a digit after the '.'");
        }
        skipDigits();
        return new Decimal(Double.parseDouble(text.substring(start, at)));
    }

    private ConfigValue dateTime(int start) {
        if (at - start != 4) {
            throw error("all ISO8601 dates must be in full Zulu form");
        }
        int end = Math.min(start + DATE_TIME_LENGTH, text.length());
        String written = text.substring(start, end);
        try {
            if (!written.endsWith("Z")) {
                throw new DateTimeException("not in Zulu form");
            }
            Moment moment = new Moment(Instant.parse(written));
            at = end;
            return moment;
        } catch (DateTimeException e) {
            at = start;
            throw error("expected a date and time like 2006-01-02T15:04:05Z");
        }
    }

    private void skipDigits() {
        while (isDigit(peek())) {
            at++;
        }
    }

    private void skipUnit() {
        int c = peek();
        if (c != END && "kKmMgGtTpPeE".indexOf(c) >= 0) {
            at++;
            if (peek() == 'i' || peek() == 'I') {
                at++;
            }
            if (peek() == 'b' || peek() == 'B') {
                at++;
            }
        }
    }

    private Whole whole(String digits, String unit) {
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() > 63) {
            throw error("integer '" + digits + "' is out of the range");
        }
        // nats-server multiplies in 64 bits and wraps; a size that does not fit is a mistake, so here it is refused.
        if (!unit.isEmpty()) {
            int power = "kmgtpe".indexOf(Character.toLowerCase(unit.charAt(0))) + 1;
            value = value.multiply(
                    BigInteger.valueOf(unit.length() == 1 ? 1000 : 1024).pow(power));
            if (value.bitLength() > 63) {
                throw error("integer '" + digits + unit + "' is out of the range");
            }
        }
        return new Whole(value.longValue());
    }

    private ConfigValue bareValue() {
        Position position = position();
        String value = bareText();
        if (value.startsWith("$") && !value.startsWith(BCRYPT_PREFIX)) {
            return variable(value.substring(1), position);
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> new Bool(true);
            case "false", "no", "off" -> new Bool(false);
            default -> new Text(value);
        };
    }

    private String bareText() {
        StringBuilder value = new StringBuilder();
        while (!isTerminator(peek())) {
            if (peek() == '\\') {
                escape(value);
            } else {
                value.append(text.charAt(at++));
            }
        }
        return value.toString();
    }

    private ConfigValue variable(String name, Position position) {
        for (Map<String, Item> scope : scopes) {
            Item definition = scope.get(name);
            if (definition != null) {
                referenced.add(definition.position());
                return definition.value();
            }
        }
        String written = sources.environment(name);
        if (written == null) {
            throw new ConfigException(position, "variable reference for '" + name + "' can not be found");
        }
        if (!environmentInUse.add(name)) {
            throw new ConfigException(position, "variable reference cycle for '" + name + "'");
        }
        ConfigParser parser = new ConfigParser(this, Path.of("$" + name), written, includeDepth);
        ConfigValue value = parser.parseWhole();
        environmentInUse.remove(name);
        return value;
    }

    private ConfigValue parseWhole() {
        skipSpaces();
        ConfigValue value = parseValue();
        skipBlank();
        if (peek() != END) {
            throw error("expected one value");
        }
        return value;
    }

    // --- characters --------------------------------------------------------------------------------------------

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private void advance() {
        if (text.charAt(at) == '\n') {
            line++;
            lineBreakAt = at;
        }
        at++;
    }

    private boolean atComment() {
        return peek() == '#' || peek() == '/' && at + 1 < text.length() && text.charAt(at + 1) == '/';
    }

    private void skipSpaces() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void skipWhitespace() {
        while (isBlank(peek())) {
            advance();
        }
    }

    /** Goes past whitespace, line breaks and comments. */
    private void skipBlank() {
        skipWhitespace();
        while (atComment()) {
            while (peek() != END && peek() != '\n') {
                at++;
            }
            skipWhitespace();
        }
    }

    private static boolean isLineBreak(int c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || isLineBreak(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    private static boolean isTerminator(int c) {
        return c == END || isBlank(c) || c == ',' || c == ';' || c == ']' || c == '}';
    }

    private Position position() {
        return new Position(fileName, line, at - lineBreakAt);
    }

    private ConfigException error(String problem) {
        return new ConfigException(position(), problem);
    }
}
