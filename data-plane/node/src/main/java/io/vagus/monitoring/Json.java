package io.vagus.monitoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.identity.JsonTree;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON trees as monitoring writes and reads them. */
final class Json {
    private static final int MAX_REQUEST_DEPTH = 16;

    private static final JsonTree TREE = new JsonTree(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_REQUEST_DEPTH)
                    .build())
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build());

    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Null when the bytes are not one JSON value. */
    static @Nullable JsonNode parse(byte[] text) {
        try {
            return TREE.read(text);
        } catch (IOException malformed) {
            return null;
        }
    }

    static byte[] compact(JsonNode node) {
        try {
            return TREE.write(node);
        } catch (IOException impossible) {
            throw new IllegalStateException("a tree is always writable", impossible);
        }
    }

    static byte[] indented(JsonNode node) {
        try {
            return TREE.write(node, INDENTED);
        } catch (IOException impossible) {
            throw new IllegalStateException("a tree is always writable", impossible);
        }
    }

    /** A number that may have a fraction; without one it is written as a whole number, as nats-server does. */
    static void putNumber(ObjectNode into, String name, double value) {
        long whole = (long) value;
        if (whole == value) {
            into.put(name, whole);
        } else {
            into.put(name, value);
        }
    }

    /** Leaves the member out when it is false. */
    static void putPresent(ObjectNode into, String name, boolean value) {
        if (value) {
            into.put(name, true);
        }
    }

    /** Leaves the member out when there is nothing to say. */
    static void putPresent(ObjectNode into, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            into.put(name, value);
        }
    }

    /** Leaves the member out when there is nothing to say. */
    static void putPresent(ObjectNode into, String name, long value) {
        if (value != 0) {
            into.put(name, value);
        }
    }

    /** Leaves the member out when there is nothing to say. */
    static void putPresent(ObjectNode into, String name, List<String> values) {
        if (!values.isEmpty()) {
            var array = into.putArray(name);
            values.forEach(array::add);
        }
    }
}
