package io.vagus.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation of the published document, with requests made from what the document says of it. */
record Operation(JsonNode document, String method, String path, JsonNode node) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static List<Operation> all() {
        JsonNode document = published();
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.add(
                                new Operation(document, operation.getKey(), path.getKey(), operation.getValue()))));
        return operations;
    }

    static JsonNode published() {
        try (InputStream file =
                Objects.requireNonNull(Operation.class.getResourceAsStream("/openapi/control-plane.yaml"))) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return node.path("operationId").asText();
    }

    boolean isRead() {
        return method.equals("get");
    }

    /** Whether it is open to everybody. */
    boolean isOpen() {
        return node.path("security").isArray() && node.path("security").isEmpty();
    }

    /** Whether it is for those who run the service, who are no tenants. */
    boolean isOperators() {
        return path.startsWith("/api/v1/operator/");
    }

    /** Whether it takes {@code If-Match}. */
    boolean isConditional() {
        return node.path("parameters")
                .valueStream()
                .anyMatch(each -> resolve(each).path("name").asText().equals("If-Match"));
    }

    /** Whether its path names a thing. */
    boolean isOnAThing() {
        return path.contains("{");
    }

    /** The path below the base, with these ids in it and made-up ones for what is not among them. */
    String path(Map<String, String> ids) {
        StringBuilder made = new StringBuilder();
        for (String part : path.substring("/api/v1".length()).split("(?=\\{)|(?<=\\})", -1)) {
            made.append(
                    part.startsWith("{")
                            ? ids.getOrDefault(
                                    part.substring(1, part.length() - 1),
                                    UUID.randomUUID().toString())
                            : part);
        }
        return made.toString();
    }

    @Nullable
    JsonNode bodySchema() {
        JsonNode schema = resolve(node.at("/requestBody/content/application~1json/schema"));
        return schema.isMissingNode() ? null : schema;
    }

    List<String> queryNames() {
        List<String> names = new ArrayList<>();
        node.path("parameters").forEach(parameter -> {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asText().equals("query")) {
                names.add(resolved.path("name").asText());
            }
        });
        return names;
    }

    /** A body that keeps to the schema, with these values for members of their names. */
    JsonNode validBody(Map<String, String> ids) {
        JsonNode schema = bodySchema();
        return schema == null ? JSON.objectNode() : valid("", schema, ids);
    }

    Response call(RequestSpecification request, Map<String, String> ids) {
        return call(
                request, path(ids), bodySchema() == null ? null : validBody(ids).toString());
    }

    Response call(RequestSpecification request, String at, @Nullable String body) {
        if (body != null) {
            request.contentType(ContentType.JSON).body(body);
        } else if (!isRead()) {
            request.contentType(ContentType.JSON);
        }
        return request.request(method.toUpperCase(java.util.Locale.ROOT), at);
    }

    private JsonNode valid(String name, JsonNode reference, Map<String, String> ids) {
        JsonNode schema = resolve(reference);
        if (schema.has("enum")) {
            return schema.path("enum").get(schema.path("enum").size() - 1);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode made = JSON.objectNode();
                schema.path("required").forEach(member -> {
                    String key = member.asText();
                    made.set(key, valid(key, schema.path("properties").path(key), ids));
                });
                yield made;
            }
            case "array" -> {
                ArrayNode made = JSON.arrayNode();
                if (schema.path("minItems").asInt() > 0) {
                    made.add(valid(name, schema.path("items"), ids));
                }
                yield made;
            }
            case "integer", "number" ->
                JSON.numberNode(Math.max(1, schema.path("minimum").asLong(1)));
            case "boolean" -> JSON.booleanNode(true);
            default ->
                JSON.textNode(
                        switch (schema.path("format").asText()) {
                            case "uuid" ->
                                ids.getOrDefault(name, UUID.randomUUID().toString());
                            case "email" -> "x" + UUID.randomUUID() + "@example.com";
                            case "date-time" -> "2031-01-01T00:00:00Z";
                            case "uri" -> "https://example.com/hook";
                            default -> ids.getOrDefault(name, "name");
                        });
        };
    }

    JsonNode resolve(JsonNode reference) {
        String pointer = reference.path("$ref").asText();
        return pointer.isEmpty() ? reference : document.at(pointer.substring(1));
    }
}
