package io.vagus.identity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.Instantiatable;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes Jackson's trees with {@link JsonReader} and Jackson's generator alone. An {@code ObjectMapper} does the same, but brings 400
 * classes of data binding with it, which no tree needs and which every node would keep resident (docs/performance.md).
 *
 * <p>How deep and how long a text may be, and which characters are escaped, is the factory's.
 */
public final class JsonTree {
    /** So many characters of a whole number are a long, whatever they are. */
    private static final int SURELY_LONG = 18;

    private final JsonFactory factory;

    public JsonTree(JsonFactory factory) {
        this.factory = factory;
    }

    /**
     * One JSON value, and nothing after it; a {@link MissingNode} when the text is empty. Of members of the same name the last
     * one counts. Errors: Jackson's {@code JsonProcessingException}s.
     */
    public JsonNode read(byte[] text) throws IOException {
        JsonReader reader = new JsonReader(text, factory.streamReadConstraints());
        if (reader.next() == JsonReader.Token.END) {
            return MissingNode.getInstance();
        }
        JsonNode value = value(reader);
        reader.next();
        return value;
    }

    public byte[] write(JsonNode node) throws IOException {
        return write(node, null);
    }

    /** The text as the printer lays it out; on one line when there is none. */
    public <P extends PrettyPrinter & Instantiatable<P>> byte[] write(JsonNode node, @Nullable P layout)
            throws IOException {
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator generator = factory.createGenerator(bytes)) {
            if (layout != null) {
                generator.setPrettyPrinter(layout.createInstance());
            }
            write(generator, node);
        }
        return bytes.toByteArray();
    }

    private static JsonNode value(JsonReader reader) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (reader.token()) {
            case OBJECT -> object(reader, nodes.objectNode());
            case ARRAY -> array(reader, nodes.arrayNode());
            case STRING -> nodes.textNode(reader.text());
            case INTEGER -> whole(nodes, reader.text());
            case FRACTION -> new Written(Double.parseDouble(reader.text()), reader.text());
            case TRUE -> nodes.booleanNode(true);
            case FALSE -> nodes.booleanNode(false);
            case NULL -> nodes.nullNode();
            case NAME, END, END_OBJECT, END_ARRAY -> throw new IllegalStateException("no value: " + reader.token());
        };
    }

    private static JsonNode whole(JsonNodeFactory nodes, String digits) {
        if (digits.length() > SURELY_LONG) {
            BigInteger number = new BigInteger(digits);
            return number.bitLength() < Long.SIZE ? nodes.numberNode(number.longValue()) : nodes.numberNode(number);
        }
        long number = Long.parseLong(digits);
        return number == (int) number ? nodes.numberNode((int) number) : nodes.numberNode(number);
    }

    /** A number that is not whole, with its text as it was read. */
    private static final class Written extends DoubleNode {
        private static final long serialVersionUID = 1L;

        private final String text;

        Written(double value, String text) {
            super(value);
            this.text = text;
        }

        @Override
        public String asText() {
            return text;
        }
    }

    private static ObjectNode object(JsonReader reader, ObjectNode object) throws IOException {
        while (reader.next() == JsonReader.Token.NAME) {
            String name = reader.text();
            reader.next();
            object.set(name, value(reader));
        }
        return object;
    }

    private static ArrayNode array(JsonReader reader, ArrayNode array) throws IOException {
        while (reader.next() != JsonReader.Token.END_ARRAY) {
            array.add(value(reader));
        }
        return array;
    }

    private static void write(JsonGenerator generator, JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                generator.writeStartObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    generator.writeFieldName(member.getKey());
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            case ARRAY -> {
                generator.writeStartArray();
                for (JsonNode element : node) {
                    write(generator, element);
                }
                generator.writeEndArray();
            }
            case STRING -> generator.writeString(node.textValue());
            case BOOLEAN -> generator.writeBoolean(node.booleanValue());
            case NULL, MISSING -> generator.writeNull();
            case NUMBER -> number(generator, node);
            case BINARY -> generator.writeBinary(node.binaryValue());
            case POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
        }
    }

    private static void number(JsonGenerator generator, JsonNode node) throws IOException {
        switch (node.numberType()) {
            case INT -> generator.writeNumber(node.intValue());
            case LONG -> generator.writeNumber(node.longValue());
            case BIG_INTEGER -> generator.writeNumber(node.bigIntegerValue());
            case FLOAT -> generator.writeNumber(node.floatValue());
            case DOUBLE -> generator.writeNumber(node.doubleValue());
            case BIG_DECIMAL -> generator.writeNumber(node.decimalValue());
        }
    }
}
