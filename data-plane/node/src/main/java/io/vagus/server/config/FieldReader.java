package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Array;
import io.vagus.server.config.ConfigValue.Block;
import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Decimal;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.ConfigValue.Text;
import io.vagus.server.config.ConfigValue.Whole;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of configuration maps and gathers the mistakes, so that one start shows them all. A mistake in
 * one field leaves the others to be read.
 */
final class FieldReader {
    private final Set<Position> referenced;
    private final List<String> problems = new ArrayList<>();

    FieldReader(Set<Position> referenced) {
        this.referenced = referenced;
    }

    /** Reads one field of a map; false means that no field of this name exists. */
    @FunctionalInterface
    interface Field {
        boolean read(String lowerCaseKey, Item item);
    }

    /** Goes through the fields of a map. Keys that only serve as variables need not be known. */
    void fields(Block block, Field field) {
        for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
            Item item = pair.getValue();
            attempt(() -> {
                if (!field.read(pair.getKey().toLowerCase(Locale.ROOT), item)
                        && !referenced.contains(item.position())) {
                    throw new ConfigException(item.position(), "unknown field \"" + pair.getKey() + "\"");
                }
            });
        }
    }

    /** Goes through the elements of an array, or through the one value that stands for it. */
    void elements(Item item, Consumer<Item> element) {
        if (item.value() instanceof Array array) {
            for (Item each : array.items()) {
                attempt(() -> element.accept(each));
            }
        } else {
            element.accept(item);
        }
    }

    void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
    }

    void report(Position position, String problem) {
        problems.add(position + ": " + problem);
    }

    /** Ends the reading with everything reported, if anything was. */
    void throwProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    static ConfigException wrongKind(Item item, String expected) {
        return new ConfigException(
                item.position(),
                "expected " + expected + " but found " + item.value().kind());
    }

    static String text(Item item) {
        if (item.value() instanceof Text text) {
            return text.value();
        }
        throw wrongKind(item, "a string");
    }

    static Path path(Item item) {
        return path(text(item), item.position());
    }

    static Path path(String text, Position position) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(position, "not a path");
        }
    }

    static boolean bool(Item item) {
        if (item.value() instanceof Bool bool) {
            return bool.value();
        }
        throw wrongKind(item, "a boolean");
    }

    static Block block(Item item) {
        if (item.value() instanceof Block block) {
            return block;
        }
        throw wrongKind(item, "a map");
    }

    static long whole(Item item) {
        if (item.value() instanceof Whole whole) {
            return whole.value();
        }
        throw wrongKind(item, "an integer");
    }

    static long whole(Item item, String name, long least, long most) {
        long value = whole(item);
        if (value < least || value > most) {
            throw new ConfigException(
                    item.position(), name + " is out of range: expected " + least + " to " + most + ", got " + value);
        }
        return value;
    }

    static int port(Item item) {
        return (int) whole(item, "port", HostPort.RANDOM, 65535);
    }

    static Duration duration(Item item, String name) {
        if (!(item.value() instanceof Text text)) {
            throw new ConfigException(
                    item.position(), "invalid use of field \"" + name + "\": expected a duration such as \"10s\"");
        }
        Duration duration = GoDuration.parse(text.value());
        if (duration == null) {
            throw new ConfigException(
                    item.position(), "error parsing " + name + ": invalid duration \"" + text.value() + "\"");
        }
        return duration;
    }

    /** A duration written as text, or as a number of seconds. */
    static Duration durationOrSeconds(Item item, String name) {
        return switch (item.value()) {
            case Whole whole -> Duration.ofSeconds(whole.value());
            case Decimal decimal -> Duration.ofNanos((long) (decimal.value() * 1e9));
            default -> duration(item, name);
        };
    }

    /** A port alone, or {@code host:port} with IPv6 hosts in brackets. */
    static HostPort address(Item item, String hostWhenAbsent) {
        if (item.value() instanceof Whole) {
            return new HostPort(hostWhenAbsent, port(item));
        }
        String text = text(item);
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || host.indexOf(':') >= 0 && !bracketed) {
            throw new ConfigException(item.position(), "could not parse address string \"" + text + "\"");
        }
        Integer port = portNumber(text.substring(colon + 1));
        if (port == null) {
            throw new ConfigException(item.position(), "could not parse port \"" + text.substring(colon + 1) + "\"");
        }
        return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port);
    }

    static @Nullable Integer portNumber(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= HostPort.RANDOM && port <= 65535 ? port : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
