package io.vagus.jetstream.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.identity.JsonTree;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON trees as the JetStream API reads and writes them. */
public final class Json {
    private static final int MAX_DEPTH = 32;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private static final JsonTree TREE = new JsonTree(FACTORY);

    static {
        FACTORY.setCharacterEscapes(new HtmlEscapes());
    }

    private Json() {}

    /** A number whose bits are those of a long that is not signed. */
    public static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    /** As Go's encoder does, so that JSON may stand in HTML. */
    private static final class HtmlEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            for (char c : new char[] {'<', '>', '&'}) {
                escapes[c] = ESCAPE_CUSTOM;
            }
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return c == '<' || c == '>' || c == '&' ? new SerializedString("\\u00" + Integer.toHexString(c)) : null;
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Reads one JSON object. Errors: {@link InvalidJson}. */
    public static ObjectNode parse(byte[] text) {
        return parse(text, "");
    }

    /**
     * Reads one JSON object; {@code null} is one without members.
     *
     * @param type what nats-server calls the type, for the texts of errors; empty when it does not matter
     */
    public static ObjectNode parse(byte[] text, String type) {
        if (isBlank(text)) {
            return object();
        }
        try {
            JsonNode node = TREE.read(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            if (node.isNull()) {
                return object();
            }
            throw new InvalidJson("json: cannot unmarshal " + kind(node) + " into Go value"
                    + (type.isEmpty() ? "" : " of type server." + type));
        } catch (JsonProcessingException malformed) {
            throw new InvalidJson(JsonSyntax.complaint(text));
        } catch (IOException impossible) {
            throw new InvalidJson("unexpected end of JSON input");
        }
    }

    /** Null when the bytes are not one JSON object. */
    public static @Nullable ObjectNode parseOrNull(byte[] text) {
        try {
            return parse(text);
        } catch (InvalidJson notAnObject) {
            return null;
        }
    }

    private static boolean isBlank(byte[] text) {
        for (byte b : text) {
            if (!isSpace(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** What Go calls the kind of a value. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case NULL, MISSING -> "null";
        };
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return TREE.write(node);
        } catch (IOException impossible) {
            throw new IllegalStateException("a tree is always writable", impossible);
        }
    }

    public static String text(JsonNode node) {
        return new String(bytes(node), StandardCharsets.UTF_8);
    }

    /** A time as Go writes it: RFC 3339 in UTC, with as many decimals of the second as are not zero. */
    public static String time(Instant time) {
        return nanoTime(time.getEpochSecond(), time.getNano());
    }

    /** As {@link #time(Instant)}, of nanoseconds since 1970. */
    public static String time(long unixNanos) {
        return nanoTime(Math.floorDiv(unixNanos, 1_000_000_000L), (int) Math.floorMod(unixNanos, 1_000_000_000L));
    }

    /** Nanoseconds since 1970 as a point in time. */
    public static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
    }

    /** Go's zero time. */
    public static final String ZERO_TIME = "0001-01-01T00:00:00Z";

    private static String nanoTime(long seconds, int nanos) {
        StringBuilder text = new StringBuilder(32);
        LocalDateTime moment = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        text.append(moment.toLocalDate()).append('T');
        padded(text, moment.getHour()).append(':');
        padded(text, moment.getMinute()).append(':');
        padded(text, moment.getSecond());
        if (nanos != 0) {
            String digits = Integer.toString(1_000_000_000 + nanos);
            int end = digits.length();
            while (digits.charAt(end - 1) == '0') {
                end--;
            }
            text.append('.').append(digits, 1, end);
        }
        return text.append('Z').toString();
    }

    private static StringBuilder padded(StringBuilder text, int twoDigits) {
        return text.append((char) ('0' + twoDigits / 10)).append((char) ('0' + twoDigits % 10));
    }

    /** Leaves the member out when there is nothing to say, as Go's {@code omitempty}. */
    public static void putPresent(ObjectNode into, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            into.put(name, value);
        }
    }

    /** Leaves the member out when there is nothing to say. */
    public static void putPresent(ObjectNode into, String name, long value) {
        if (value != 0) {
            into.put(name, value);
        }
    }

    /** Leaves the member out when it is false. */
    public static void putPresent(ObjectNode into, String name, boolean value) {
        if (value) {
            into.put(name, true);
        }
    }

    /** Leaves the member out when there is nothing to say. */
    public static void putPresent(ObjectNode into, String name, List<String> values) {
        if (!values.isEmpty()) {
            var array = into.putArray(name);
            values.forEach(array::add);
        }
    }
}
