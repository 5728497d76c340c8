package io.vagus.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims' JSON as a tree: strict readers (a member of the wrong type is an error, {@code null} is absent) and
 * writers that leave out what equals the default, as Go's {@code omitempty} does.
 */
final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final JsonTree TREE = new JsonTree(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Jwt.MAX_TOKEN_LENGTH)
                    .build())
            .build());

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode parseObject(byte[] text) {
        try {
            if (TREE.read(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException malformed) {
            // The parser's message quotes the input: not for an answer to a stranger.
        }
        throw new IdentityException("invalid JSON object");
    }

    static byte[] bytes(ObjectNode node) {
        try {
            return TREE.write(node);
        } catch (IOException impossible) {
            throw new IllegalStateException("a tree is always writable", impossible);
        }
    }

    static String string(ObjectNode from, String name) {
        JsonNode value = present(from, name);
        if (value == null) {
            return "";
        }
        if (!value.isTextual()) {
            throw wrong(name, "a string");
        }
        return value.textValue();
    }

    static long integer(ObjectNode from, String name, long whenAbsent) {
        JsonNode value = present(from, name);
        if (value == null) {
            return whenAbsent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "an integer");
        }
        return value.longValue();
    }

    static boolean flag(ObjectNode from, String name) {
        JsonNode value = present(from, name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "a boolean");
        }
        return value.booleanValue();
    }

    static List<String> strings(ObjectNode from, String name) {
        List<String> strings = new ArrayList<>();
        for (JsonNode element : array(from, name)) {
            if (!element.isTextual()) {
                throw wrong(name, "a list of strings");
            }
            strings.add(element.textValue());
        }
        return List.copyOf(strings);
    }

    static List<ObjectNode> objects(ObjectNode from, String name) {
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode element : array(from, name)) {
            if (!(element instanceof ObjectNode object)) {
                throw wrong(name, "a list of objects");
            }
            objects.add(object);
        }
        return List.copyOf(objects);
    }

    static Iterable<JsonNode> array(ObjectNode from, String name) {
        JsonNode value = present(from, name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            throw wrong(name, "a list");
        }
        return array;
    }

    /** The member object, an empty one when absent; changes to the latter are lost. */
    static ObjectNode child(ObjectNode from, String name) {
        JsonNode value = present(from, name);
        if (value == null) {
            return object();
        }
        if (!(value instanceof ObjectNode child)) {
            throw wrong(name, "an object");
        }
        return child;
    }

    static Map<String, ObjectNode> children(ObjectNode from, String name) {
        Map<String, ObjectNode> children = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : child(from, name).properties()) {
            if (!(member.getValue() instanceof ObjectNode value)) {
                throw wrong(name, "a map of objects");
            }
            children.put(member.getKey(), value);
        }
        return children;
    }

    static Map<String, Long> integers(ObjectNode from, String name) {
        ObjectNode child = child(from, name);
        Map<String, Long> integers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : child.properties()) {
            integers.put(member.getKey(), integer(child, member.getKey(), 0));
        }
        return Map.copyOf(integers);
    }

    static void put(ObjectNode into, String name, String value) {
        if (value.isEmpty()) {
            into.remove(name);
        } else {
            into.put(name, value);
        }
    }

    static void put(ObjectNode into, String name, long value) {
        if (value == 0) {
            into.remove(name);
        } else {
            into.put(name, value);
        }
    }

    static void put(ObjectNode into, String name, boolean value) {
        if (value) {
            into.put(name, true);
        } else {
            into.remove(name);
        }
    }

    static void put(ObjectNode into, String name, List<String> values) {
        into.remove(name);
        if (!values.isEmpty()) {
            ArrayNode array = into.putArray(name);
            values.forEach(array::add);
        }
    }

    private static @Nullable JsonNode present(ObjectNode from, String name) {
        JsonNode value = from.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static IdentityException wrong(String name, String expected) {
        return new IdentityException("claim \"" + name + "\" is not " + expected);
    }
}
