package io.vagus.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options in the body of a request in the system account: a JSON object whose names are read without regard to case,
 * or nothing. A value of the wrong kind is a {@link BadRequestException} in nats-server's words, for which the names of
 * its option types are needed.
 */
final class RequestOptions {
    /** The part of every option type that says which servers shall answer. */
    static final String FILTER = "EventFilterOptions";

    private static final RequestOptions NONE = new RequestOptions(Json.object(), "", "");

    private final ObjectNode json;
    private final String type;
    private final String part;

    private RequestOptions(ObjectNode json, String type, String part) {
        this.json = json;
        this.type = type;
        this.part = part;
    }

    /** Without any option. */
    static RequestOptions none() {
        return NONE;
    }

    /**
     * @param type such as {@code ConnzEventOptions}
     * @param part where the options proper are in it, such as {@code ConnzOptions}
     */
    static RequestOptions of(byte[] body, String type, String part) {
        if (body.length == 0) {
            return new RequestOptions(Json.object(), type, part);
        }
        String mistake = JsonSyntax.mistakeIn(body);
        JsonNode parsed = mistake == null ? Json.parse(body) : null;
        if (parsed == null) {
            throw new BadRequestException(mistake == null ? "exceeded max depth" : mistake);
        }
        if (parsed.isNull()) {
            return new RequestOptions(Json.object(), type, part);
        }
        if (parsed instanceof ObjectNode object) {
            return new RequestOptions(object, type, part);
        }
        throw new BadRequestException(
                "json: cannot unmarshal " + kind(parsed) + " into Go value of type server." + type);
    }

    String text(String name) {
        return text(part, name);
    }

    String filterText(String name) {
        return text(FILTER, name);
    }

    private String text(String where, String name) {
        JsonNode value = find(name);
        if (value == null) {
            return "";
        }
        if (!value.isTextual()) {
            throw wrong(value, where, name, "string");
        }
        return value.textValue();
    }

    boolean flag(String name) {
        return flag(part, name);
    }

    boolean filterFlag(String name) {
        return flag(FILTER, name);
    }

    private boolean flag(String where, String name) {
        JsonNode value = find(name);
        if (value == null) {
            return false;
        }
        if (!value.isBoolean()) {
            throw wrong(value, where, name, "bool");
        }
        return value.booleanValue();
    }

    int integer(String name) {
        return integer(name, "int");
    }

    /** @param kind the type's name, where it is not {@code int} */
    int integer(String name, String kind) {
        long value = whole(name, kind);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    long whole(String name, String kind) {
        JsonNode value = find(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(value, part, name, kind);
        }
        return value.longValue();
    }

    /** A number from 0 up; past the range of long it is the greatest. */
    long unsigned(String name) {
        JsonNode value = find(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber()
                || value.bigIntegerValue().signum() < 0
                || value.bigIntegerValue().bitLength() > 64) {
            throw wrong(value, part, name, "uint64");
        }
        return value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE;
    }

    List<String> texts(String name) {
        return texts(part, name);
    }

    List<String> filterTexts(String name) {
        return texts(FILTER, name);
    }

    private List<String> texts(String where, String name) {
        List<String> texts = new ArrayList<>();
        JsonNode value = find(name);
        if (value == null) {
            return texts;
        }
        if (!value.isArray()) {
            throw wrong(value, where, name, "[]string");
        }
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw wrong(each, where, name, "string");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    private @Nullable JsonNode find(String name) {
        JsonNode found = null;
        Iterator<Map.Entry<String, JsonNode>> fields = json.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equalsIgnoreCase(name)) {
                found = field.getValue();
            }
        }
        return found == null || found.isNull() ? null : found;
    }

    private BadRequestException wrong(JsonNode value, String where, String name, String wanted) {
        boolean number = value.isNumber() && (wanted.equals("int") || wanted.startsWith("uint"));
        String what = number ? "number " + value.asText() : kind(value);
        String path = where.isEmpty() ? type + "." : type + "." + where + ".";
        return new BadRequestException(
                "json: cannot unmarshal " + what + " into Go struct field " + path + name + " of type " + wanted);
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            case STRING -> "string";
            default -> "object";
        };
    }
}
