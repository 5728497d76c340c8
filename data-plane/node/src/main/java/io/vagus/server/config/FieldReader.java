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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of configuration maps and gathers the mistakes, so that one start shows them all. A mistake in
 * one field leaves the others to be read.
 */
final class FieldReader {
    private final Set<Position> referenced;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

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
        fields(block, field, key -> "unknown field " + GoQuote.of(key));
    }

    /**
     * As {@link #fields(Block, Field)}.
     *
     * @param unknown says that there is no field of that name
     */
    void fields(Block block, Field field, UnaryOperator<String> unknown) {
        for (Map.Entry<String, Item> pair : block.pairs().entrySet()) {
            Item item = pair.getValue();
            attempt(() -> {
                if (!field.read(pair.getKey().toLowerCase(Locale.ROOT), item)
                        && !referenced.contains(item.position())) {
                    throw new ConfigException(item.position(), unknown.apply(pair.getKey()));
                }
            });
        }
    }

    /** Whether a value only serves as a variable. */
    boolean isVariable(Item item) {
        return referenced.contains(item.position());
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

    /** A string, or an array of them. */
    List<String> strings(Item item, String what) {
        if (item.value() instanceof Text text) {
            return List.of(text.value());
        }
        if (!(item.value() instanceof Array array)) {
            throw new ConfigException(
                    item.position(),
                    "error parsing " + what + ": unsupported type "
                            + item.value().goType());
        }
        List<String> strings = new ArrayList<>();
        for (Item each : array.items()) {
            if (each.value() instanceof Text text) {
                strings.add(text.value());
            } else {
                report(
                        each.position(),
                        "error parsing " + what + ": unsupported type in array "
                                + each.value().goType());
            }
        }
        return strings;
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

    /** As {@link #report(Position, String)}, of the file as a whole. */
    void report(String problem) {
        problems.add(problem);
    }

    /** Says something that does not keep the node from starting. */
    void warn(Position position, String text) {
        warnings.add(position + ": " + text);
    }

    /** As {@link #warn(Position, String)}, of the file as a whole. */
    void warn(String text) {
        warnings.add(text);
    }

    /** As {@link #warn(Position, String)}, in the form that nats-server gives to fields that are used in a way of the past. */
    void warnOfUse(Position position, String field, String reason) {
        warn(position, "invalid use of field \"" + field + "\": " + reason);
    }

    /** Whether a mistake was reported so far. */
    boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** What was said by {@link #warn(Position, String)}, in its order. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Ends the reading with everything reported, if there was a mistake: warnings first, as nats-server has it. */
    void throwProblems() {
        if (!problems.isEmpty()) {
            List<String> all = new ArrayList<>(warnings);
            all.addAll(problems);
            throw new ConfigException(all, true);
        }
    }

    /** The value is not of the type that a field takes: told in the words of Go, in which nats-server fails. */
    static ConfigException wrongType(Item item, Position position, String goType) {
        return new ConfigException(
                position,
                "interface conversion: interface {} is " + item.value().goType() + ", not " + goType);
    }

    static String text(Item item) {
        return text(item, item.position());
    }

    /** As {@link #text(Item)}; a mistake is told at that place, where nats-server tells it. */
    static String text(Item item, Position mistakeAt) {
        if (item.value() instanceof Text text) {
            return text.value();
        }
        throw wrongType(item, mistakeAt, "string");
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
        return bool(item, item.position());
    }

    static boolean bool(Item item, Position mistakeAt) {
        if (item.value() instanceof Bool bool) {
            return bool.value();
        }
        throw wrongType(item, mistakeAt, "bool");
    }

    static Block block(Item item) {
        if (item.value() instanceof Block block) {
            return block;
        }
        throw wrongType(item, item.position(), "map[string]interface {}");
    }

    /** As {@link #block(Item)}; what else it is, is told after these words. */
    static Block block(Item item, String complaint) {
        if (item.value() instanceof Block block) {
            return block;
        }
        throw new ConfigException(item.position(), complaint + item.value().goType());
    }

    /** As {@link #block(Item)}; a mistake is told in exactly these words. */
    static Block blockOrElse(Item item, String problem) {
        if (item.value() instanceof Block block) {
            return block;
        }
        throw new ConfigException(item.position(), problem);
    }

    static Array array(Item item) {
        if (item.value() instanceof Array array) {
            return array;
        }
        throw wrongType(item, item.position(), "[]interface {}");
    }

    static long whole(Item item) {
        return whole(item, item.position());
    }

    static long whole(Item item, Position mistakeAt) {
        if (item.value() instanceof Whole whole) {
            return whole.value();
        }
        throw wrongType(item, mistakeAt, "int64");
    }

    /** A whole number; what does not fit an int counts as the largest or least that does. */
    static int intOf(Item item) {
        return intOf(item, item.position());
    }

    static int intOf(Item item, Position mistakeAt) {
        return Math.clamp(whole(item, mistakeAt), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static long whole(Item item, String name, long least, long most) {
        long value = whole(item);
        if (value < least || value > most) {
            throw new ConfigException(
                    item.position(), name + " is out of range: expected " + least + " to " + most + ", got " + value);
        }
        return value;
    }

    static Duration duration(Item item, String name) {
        String text = text(item);
        Duration duration = GoDuration.parse(text);
        if (duration == null) {
            throw new ConfigException(item.position(), "error parsing " + name + ": " + GoDuration.problem(text));
        }
        return duration;
    }

    /** A duration written as text, or as a number of seconds, which is taken with a warning. */
    Duration durationOrLegacySeconds(Item item, String name) {
        return durationOrLegacySeconds(item, name, item.position());
    }

    /** As {@link #durationOrLegacySeconds(Item, String)}; that it is neither is told at that place. */
    Duration durationOrLegacySeconds(Item item, String name, Position mistakeAt) {
        if (item.value() instanceof Text) {
            return duration(item, name);
        }
        warnOfUse(item.position(), name, name + " should be converted to a duration");
        // What does not fit into 64 bits of nanoseconds is what is left of it, as in nats-server.
        return Duration.ofNanos(whole(item, mistakeAt) * 1_000_000_000L);
    }

    /** A duration written as text, or as a number of seconds. */
    static Duration durationOrSeconds(Item item, String name) {
        Duration seconds = numberOfSeconds(item);
        return seconds != null ? seconds : duration(item, name);
    }

    /** A number of seconds; null when it is no number. */
    static @Nullable Duration numberOfSeconds(Item item) {
        if (item.value() instanceof Whole whole) {
            return Duration.ofSeconds(whole.value());
        }
        return item.value() instanceof Decimal decimal ? Duration.ofNanos((long) (decimal.value() * 1e9)) : null;
    }

    /** A port alone, or {@code host:port} with IPv6 hosts in brackets; the host may be empty. */
    static HostPort address(Item item) {
        if (item.value() instanceof Whole) {
            return new HostPort("", intOf(item));
        }
        if (!(item.value() instanceof Text written)) {
            throw new ConfigException(
                    item.position(),
                    "expected port or host:port, got " + item.value().goType());
        }
        String text = written.value();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        if (colon < 0 || host.indexOf(':') >= 0 && !bracketed || inner.indexOf('[') >= 0 || inner.indexOf(']') >= 0) {
            throw new ConfigException(item.position(), "could not parse address string " + GoQuote.of(text));
        }
        String port = text.substring(colon + 1);
        try {
            return new HostPort(inner, Integer.parseInt(port));
        } catch (NumberFormatException e) {
            throw new ConfigException(item.position(), "could not parse port " + GoQuote.of(port));
        }
    }
}
