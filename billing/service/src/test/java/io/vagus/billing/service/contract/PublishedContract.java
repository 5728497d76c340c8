package io.vagus.billing.service.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** What an OpenAPI document promises, one line per fact: operations, their parameters and answers, properties of schemas. */
final class PublishedContract {

    private final SortedSet<String> facts = new TreeSet<>();

    private PublishedContract() {}

    static SortedSet<String> facts(JsonNode document) {
        PublishedContract contract = new PublishedContract();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> contract.operation(path.getKey(), operation)));
        document.at("/components/schemas").properties().forEach(contract::schema);
        return contract.facts;
    }

    private void operation(String path, Map.Entry<String, JsonNode> operation) {
        JsonNode described = operation.getValue();
        String name = described.get("operationId").textValue();
        JsonNode answer = described.at("/responses/200/content/application~1json/schema");
        facts.add(name + ": " + operation.getKey() + " " + path + " answers " + type(answer));
        described
                .path("parameters")
                .forEach(parameter -> facts.add(name + ": "
                        + parameter.get("in").textValue()
                        + " parameter "
                        + parameter.get("name").textValue()
                        + (parameter.path("required").booleanValue() ? "" : ", optional")));
    }

    private void schema(Map.Entry<String, JsonNode> schema) {
        JsonNode required = schema.getValue().path("required");
        schema.getValue()
                .get("properties")
                .properties()
                .forEach(property -> facts.add(schema.getKey()
                        + "." + property.getKey()
                        + " is "
                        + type(property.getValue())
                        + (contains(required, property.getKey()) ? "" : ", optional")));
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            return schema.get("$ref").textValue().replace("#/components/schemas/", "");
        }
        if (schema.path("type").asText().equals("array")) {
            return "list of " + type(schema.get("items"));
        }
        return schema.path("format").asText(schema.path("type").asText());
    }

    private static boolean contains(JsonNode names, String name) {
        return StreamSupport.stream(names.spliterator(), false)
                .anyMatch(listed -> listed.textValue().equals(name));
    }
}
