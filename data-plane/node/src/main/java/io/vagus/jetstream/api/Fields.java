package io.vagus.jetstream.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object by name and kind; {@code null} counts as absent. What is of another kind, and (strict)
 * what nobody asked for, is an {@link InvalidJson} in nats-server's words.
 */
public final class Fields {

    private final ObjectNode node;
    private final String type;
    private final String path;
    private final Set<String> known;

    /**
     * Of this object.
     *
     * @param type what nats-server calls the type, for the texts of errors
     */
    public Fields(ObjectNode node, String type) {
        this(node, type, "", new HashSet<>());
    }

    /** Of the object that is a request's body. Errors: {@link InvalidJson}. */
    public static Fields of(byte[] body, String type) {
        return new Fields(Json.parse(body, type), type);
    }

    private Fields(ObjectNode node, String type, String path, Set<String> known) {
        this.node = node;
        this.type = type;
        this.path = path;
        this.known = known;
    }

    /** The same object, for members that nats-server has in a struct within the type: its texts name that, too. */
    public Fields in(String struct) {
        return new Fields(node, type, path + struct + ".", known);
    }

    /** The object itself, for what has no reader here; ask {@link #has} first, so that the member counts as known. */
    public ObjectNode node() {
        return node;
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public boolean has(String name) {
        return take(name) != null;
    }

    public String string(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return "";
        }
        if (!value.isTextual()) {
            throw wrong(name, value, "string");
        }
        return value.textValue();
    }

    public boolean bool(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(name, value, "bool");
        }
        return value.booleanValue();
    }

    public long int64(String name) {
        return integer(name, "int64", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public long duration(String name) {
        return integer(name, "time.Duration", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public int int32(String name) {
        return (int) integer(name, "int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** What is an {@code int} in Go: 64 bits. */
    public long goInt(String name) {
        return integer(name, "int", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The same where more than an {@code int} of ours holds is as good as the most that it holds. */
    public int cappedGoInt(String name) {
        return Math.clamp(goInt(name), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** An unsigned 64-bit number, as the bits of a long. */
    public long uint64(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return 0;
        }
        if (value.isIntegralNumber()) {
            BigInteger number = value.bigIntegerValue();
            if (number.signum() >= 0 && number.bitLength() <= 64) {
                return number.longValue();
            }
        }
        throw wrong(name, value, "uint64");
    }

    /** An unsigned 64-bit number that says where to look or how many: one beyond all there can be is the highest of a long. */
    public long cappedUint64(String name) {
        long value = uint64(name);
        return value < 0 ? Long.MAX_VALUE : value;
    }

    private long integer(String name, String goType, long lowest, long highest) {
        JsonNode value = take(name);
        if (value == null) {
            return 0;
        }
        if (value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= lowest
                && value.longValue() <= highest) {
            return value.longValue();
        }
        throw wrong(name, value, goType);
    }

    public @Nullable Instant time(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new InvalidJson("Time.UnmarshalJSON: input is not a JSON string");
        }
        try {
            return OffsetDateTime.parse(value.textValue()).toInstant();
        } catch (DateTimeParseException malformed) {
            throw new InvalidJson("parsing time \"" + value.textValue()
                    + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"" + value.textValue() + "\" as \"2006\"");
        }
    }

    public List<String> strings(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, value, "[]string");
        }
        List<String> strings = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw wrong(name, element, "string");
            }
            strings.add(element.textValue());
        }
        return List.copyOf(strings);
    }

    public Map<String, String> map(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(name, value, "map[string]string");
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isTextual()) {
                throw wrong(name, member.getValue(), "string");
            }
            map.put(member.getKey(), member.getValue().textValue());
        }
        return map;
    }

    /** A member object, read by the function; null when absent. */
    public <T> @Nullable T object(String name, String goType, Function<Fields, T> reader) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(name, value, "server." + goType);
        }
        return reader.apply(new Fields(object, goType, path + name + ".", new HashSet<>()));
    }

    /** A list of objects, each read by the function. */
    public <T> List<T> objects(String name, String goType, Function<Fields, T> reader) {
        return objects(name, goType, "[]server." + goType, reader);
    }

    /** The same, of a list that has a type of another name. */
    public <T> List<T> objects(String name, String goType, String listType, Function<Fields, T> reader) {
        JsonNode value = take(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, value, listType);
        }
        List<T> objects = new ArrayList<>();
        for (JsonNode element : value) {
            // As in Go, null is something of which nothing is said.
            JsonNode object = element.isNull() ? Json.object() : element;
            if (!(object instanceof ObjectNode fields)) {
                throw wrong(name, element, "server." + goType);
            }
            objects.add(reader.apply(new Fields(fields, goType, path + name + ".", new HashSet<>())));
        }
        return List.copyOf(objects);
    }

    /** One of named values; absent is the first. The text for another: {@code can not unmarshal "x"}. */
    public <E extends Enum<E>> E choice(String name, E[] values, Function<E, String> label, boolean emptyIsFirst) {
        JsonNode value = take(name);
        if (value == null) {
            return values[0];
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (emptyIsFirst && value.isTextual() && text.isEmpty()) {
            return values[0];
        }
        for (E each : values) {
            if (value.isTextual() && label.apply(each).equals(text)) {
                return each;
            }
        }
        throw new InvalidJson("can not unmarshal " + goQuoted(value));
    }

    private static String goQuoted(JsonNode value) {
        String raw = value.isNumber() ? value.asText() : Json.text(value);
        return '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private InvalidJson wrong(String name, JsonNode value, String goType) {
        boolean isNumeric = goType.contains("int") || goType.equals("time.Duration");
        String kind = value.isNumber() && isNumeric ? "number " + value.asText() : Json.kind(value);
        return new InvalidJson("json: cannot unmarshal " + kind + " into Go struct field " + type + "." + path + name
                + " of type " + goType);
    }

    /** Refuses members that nobody asked for. */
    public void refuseOthers() {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!known.contains(member.getKey())) {
                throw new InvalidJson("json: unknown field \"" + member.getKey() + "\"");
            }
        }
    }
}
