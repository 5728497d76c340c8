package io.vagus.server.config;

import io.vagus.server.config.ConfigText.LexException;
import io.vagus.server.config.ConfigText.Piece;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of values of what {@link ConfigLexer} finds in a file: gives numbers their units, {@code $NAME} its value,
 * and puts the pairs of included files in their place. Errors: {@link ConfigException}, in nats-server's words.
 *
 * <p>{@code $NAME} is the value of the nearest key of that name already written in this or an outer map of the same file,
 * else the environment's, read as the text of a value. An included file is relative to the one that names it and sees
 * nothing of its variables. As in nats-server, a key whose value is missing takes the place of the map that it ended, and
 * a number whose unit is none is no value.
 */
final class ConfigParser implements ConfigLexer.Events {
    static final int MAX_INCLUDE_DEPTH = 32;

    private static final String BCRYPT_PREFIX = "2a$";
    private static final String VARIABLE_KEY = "pk";
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+\\.[0-9]+");

    private final ConfigSources sources;
    private final Path file;
    private final Set<Position> referenced;
    private final Set<String> environmentInUse;
    private final int includeDepth;

    private final Map<String, Item> root = new LinkedHashMap<>();
    private final Deque<Object> open = new ArrayDeque<>();
    private final Deque<Key> keys = new ArrayDeque<>();
    private boolean lastWasKey;
    private String lastKey = "";

    private ConfigParser(
            ConfigSources sources,
            Path file,
            Set<Position> referenced,
            Set<String> environmentInUse,
            int includeDepth) {
        this.sources = sources;
        this.file = file;
        this.referenced = referenced;
        this.environmentInUse = environmentInUse;
        this.includeDepth = includeDepth;
        open.push(root);
    }

    private record Key(String name, Position position) {}

    /** The pairs of a file, and the places of those that some {@code $NAME} referred to. */
    record Parsed(Block root, Set<Position> referenced) {}

    static Parsed parse(ConfigSources sources, Path file) {
        Set<Position> referenced = new HashSet<>();
        ConfigParser parser = new ConfigParser(sources, file, referenced, new HashSet<>(), 0);
        parser.read(parser.readFile(file));
        return new Parsed(new Block(parser.root), referenced);
    }

    private byte[] readFile(Path named) {
        String reason;
        try {
            return sources.bytes(named);
        } catch (NoSuchFileException | FileNotFoundException e) {
            reason = "open " + named + ": no such file or directory";
        } catch (AccessDeniedException e) {
            reason = "open " + named + ": permission denied";
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            boolean isDirectory = message.toLowerCase(Locale.ROOT).contains("is a directory");
            reason = "read " + named + ": " + (isDirectory ? "is a directory" : message);
        }
        throw new ConfigException(List.of(reason));
    }

    private void read(byte[] bytes) {
        try {
            new ConfigLexer(bytes, this).run();
        } catch (LexException e) {
            throw mistake(String.valueOf(e.getMessage()));
        }
    }

    private static ConfigException mistake(String text) {
        return new ConfigException(List.of(text));
    }

    private Position position(Piece piece) {
        return new Position(file.toString(), piece.line(), piece.column());
    }

    // --- what the lexer tells ----------------------------------------------------------------------------------

    @Override
    public void key(Piece piece) {
        keys.push(new Key(piece.text(), position(piece)));
        lastWasKey = true;
        lastKey = piece.text();
    }

    @Override
    public void end(Piece piece) {
        if (lastWasKey && !lastKey.equals("}")) {
            throw mistake("config is invalid (" + position(piece) + ")");
        }
    }

    @Override
    public void mapStart() {
        lastWasKey = false;
        open.push(new LinkedHashMap<String, Item>());
    }

    @Override
    public void arrayStart() {
        lastWasKey = false;
        open.push(new ArrayList<Item>());
    }

    @Override
    @SuppressWarnings("unchecked") // it was pushed by mapStart
    public void mapEnd(Piece piece) {
        put(new Block((Map<String, Item>) open.pop()), position(piece));
    }

    @Override
    @SuppressWarnings("unchecked") // it was pushed by arrayStart
    public void arrayEnd(Piece piece) {
        put(new Array(List.copyOf((List<Item>) open.pop())), position(piece));
    }

    @Override
    public void string(Piece piece) {
        put(new Text(piece.text()), position(piece));
    }

    @Override
    public void bool(Piece piece) {
        boolean value = switch (piece.text().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            default -> false;
        };
        put(new Bool(value), position(piece));
    }

    @Override
    public void decimal(Piece piece) {
        if (!DECIMAL.matcher(piece.text()).matches()) {
            throw mistake("expected float, but got '" + piece.text() + "'");
        }
        double value = Double.parseDouble(piece.text());
        if (Double.isInfinite(value)) {
            throw mistake("float '" + piece.text() + "' is out of the range");
        }
        put(new Decimal(value), position(piece));
    }

    @Override
    public void dateTime(Piece piece) {
        try {
            put(new Moment(Instant.parse(piece.text())), position(piece));
        } catch (DateTimeException e) {
            throw mistake("expected Zulu formatted DateTime, but got '" + piece.text() + "'");
        }
    }

    @Override
    public void integer(Piece piece) {
        lastWasKey = false;
        String text = piece.text();
        int digits = 0;
        while (digits < text.length() && (Character.isDigit(text.charAt(digits)) || text.charAt(digits) == '-')) {
            digits++;
        }
        String number = text.substring(0, digits);
        if (!INTEGER.matcher(number).matches()) {
            throw mistake("expected integer, but got '" + text + "'");
        }
        BigInteger value = new BigInteger(number);
        if (value.bitLength() > 63) {
            throw mistake("integer '" + text + "' is out of the range");
        }
        Long unit = unit(text.substring(digits).toLowerCase(Locale.ROOT));
        if (unit != null) {
            // Calculates on with what is left of a product that does not fit, as nats-server does.
            put(new Whole(value.longValue() * unit), position(piece));
        }
    }

    private static @Nullable Long unit(String text) {
        if (text.isEmpty()) {
            return 1L;
        }
        int power = "kmgtpe".indexOf(text.charAt(0)) + 1;
        return switch (text.substring(1)) {
            case "" -> BigInteger.valueOf(1000).pow(power).longValue();
            case "b", "i", "ib" -> BigInteger.valueOf(1024).pow(power).longValue();
            default -> null;
        };
    }

    @Override
    public void variable(Piece piece) {
        put(variable(piece.text(), piece.line()), position(piece));
    }

    @SuppressWarnings("unchecked") // maps were pushed by mapStart
    private ConfigValue variable(String name, int line) {
        if (name.startsWith(BCRYPT_PREFIX)) {
            return new Text("$" + name);
        }
        for (Object each : open) {
            Item definition = each instanceof Map<?, ?> map ? ((Map<String, Item>) map).get(name) : null;
            if (definition != null) {
                referenced.add(definition.position());
                return definition.value();
            }
        }
        String what = "variable reference for '" + name + "' on line " + line;
        if (!environmentInUse.add(name)) {
            throw mistake(what + " could not be parsed: variable reference cycle for '" + name + "'");
        }
        String written = sources.environment(name);
        Item value = null;
        if (written != null) {
            try {
                value = ofEnvironment(written);
            } catch (ConfigException e) {
                throw mistake(what + " could not be parsed: " + e.getMessage());
            }
        }
        environmentInUse.remove(name);
        if (value == null) {
            throw mistake(what + " can not be found");
        }
        return value.value();
    }

    private @Nullable Item ofEnvironment(String written) {
        ConfigParser parser = new ConfigParser(sources, Path.of(""), referenced, environmentInUse, includeDepth);
        parser.read((VARIABLE_KEY + "=" + written).getBytes(StandardCharsets.UTF_8));
        return parser.root.get(VARIABLE_KEY);
    }

    @Override
    public void include(Piece piece) {
        lastWasKey = false;
        String name = piece.text();
        if (includeDepth + 1 >= MAX_INCLUDE_DEPTH) {
            throw mistake(
                    "error parsing include file '" + name + "', files are included deeper than " + MAX_INCLUDE_DEPTH);
        }
        Map<String, Item> included;
        try {
            included = included(beside(name));
        } catch (ConfigException e) {
            throw mistake("error parsing include file '" + name + "', " + e.getMessage());
        }
        included.forEach((key, item) -> {
            keys.push(new Key(key, item.position()));
            put(item.value(), item.position());
        });
    }

    private Map<String, Item> included(Path named) {
        ConfigParser parser = new ConfigParser(sources, named, referenced, new HashSet<>(), includeDepth + 1);
        parser.read(parser.readFile(named));
        return parser.root;
    }

    /** A leading '/' does not leave the directory of this file: that is nats-server's rule. */
    private Path beside(String name) {
        Path directory = file.getParent();
        String relative = name.replaceFirst("^/+", "");
        try {
            Path named = Path.of(relative);
            return (directory == null ? named : directory.resolve(named)).normalize();
        } catch (InvalidPathException e) {
            throw mistake("open " + name + ": invalid argument");
        }
    }

    /** Puts a value where it belongs: after the others of an array, or below the last key without a value. */
    @SuppressWarnings("unchecked") // it was pushed by mapStart or arrayStart
    private void put(ConfigValue value, Position position) {
        lastWasKey = false;
        Object into = open.element();
        if (into instanceof List<?> list) {
            ((List<Item>) list).add(new Item(value, position));
        } else if (!keys.isEmpty()) {
            Key key = keys.pop();
            ((Map<String, Item>) into).put(key.name(), new Item(value, key.position()));
        }
    }
}
