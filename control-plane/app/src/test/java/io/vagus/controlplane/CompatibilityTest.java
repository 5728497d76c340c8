package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of a released document relies on is in the current one. */
class CompatibilityTest {

    private static final Path RELEASED = Path.of("..", "..", "openapi", "released");
    private static final int DEEPEST = 8;
    private static final String OLD = """
        paths:
          /a/{id}:
            patch:
              operationId: a
              parameters:
                - { name: q, in: query, schema: { type: string } }
              requestBody: { content: { application/json: { schema: { type: object, required: [n], properties: {
                n: { type: string, maxLength: 9 }, e: { type: string, enum: [x, y] } } } } } }
              responses: { "200": { content: { application/json: { schema: { type: object, required: [r], properties: {
                r: { type: string }, s: { type: integer } } } } } } }
        """;

    @Test
    void releasedDocumentsStillHold() throws IOException {
        JsonNode now = Operation.published();
        try (Stream<Path> files = Files.list(RELEASED)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                assertThat(breaks(new YAMLMapper().readTree(file.toFile()), now))
                        .as("what breaks clients of %s", file.getFileName())
                        .isEmpty();
            }
        }
    }

    /** There is one, and the comparison sees into what it refers to. */
    @Test
    void aMemberThatIsTakenFromAReleasedDocumentIsMissed() throws IOException {
        try (Stream<Path> files = Files.list(RELEASED)) {
            List<Path> released =
                    files.filter(each -> each.toString().endsWith(".yaml")).toList();
            assertThat(released).isNotEmpty();
            for (Path file : released) {
                JsonNode before = new YAMLMapper().readTree(file.toFile());
                JsonNode without = before.deepCopy();
                ((ObjectNode) without.at("/components/schemas/Account/properties")).remove("publicKey");

                assertThat(breaks(before, without))
                        .contains("get /api/v1/accounts/{accountId} answer: publicKey is gone");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operationId: a                | operationId: b                   | is named otherwise",
                "patch:                        | put:                             | is gone",
                "required: [n]                 | required: [n, e]                 | e is required now",
                "maxLength: 9                  | maxLength: 8                     | narrower",
                "enum: [x, y]                  | enum: [x]                        | takes y no more",
                "'s: { type: integer }'        | 't: { type: integer }'           | s is gone",
                "'s: { type: integer }'        | 's: { type: string }'            | has another type",
                "required: [r]                 | required: []                     | r may be absent now",
                "'q, in: query,'               | 'q, in: query, required: true,'  | q is required now",
            })
    void whatWouldBreakAClientIsFound(String old, String changed, String found) throws IOException {
        JsonNode before = new YAMLMapper().readTree(OLD);

        assertThat(breaks(before, new YAMLMapper().readTree(OLD.replace(old, changed))))
                .anySatisfy(each -> assertThat(each).contains(found));
        assertThat(breaks(before, before)).isEmpty();
    }

    private static List<String> breaks(JsonNode old, JsonNode now) {
        List<String> found = new ArrayList<>();
        old.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String name = operation.getKey() + " " + path.getKey();
                    JsonNode before = operation.getValue();
                    JsonNode after = now.path("paths").path(path.getKey()).path(operation.getKey());
                    if (after.isMissingNode()) {
                        found.add(name + " is gone");
                        return;
                    }
                    if (!before.path("operationId").equals(after.path("operationId"))) {
                        found.add(name + " is named otherwise");
                    }
                    for (JsonNode reference : after.path("parameters")) {
                        JsonNode parameter = resolve(now, reference);
                        boolean known = before.path("parameters")
                                .valueStream()
                                .map(each -> resolve(old, each))
                                .anyMatch(each -> each.path("name").equals(parameter.path("name"))
                                        && each.path("required").asBoolean());
                        if (parameter.path("required").asBoolean() && !known) {
                            found.add(name + ": " + parameter.path("name").asText() + " is required now");
                        }
                    }
                    String body = "/requestBody/content/application~1json/schema";
                    compare(name + " body", old, before.at(body), now, after.at(body), true, 0, found);
                    before.path("responses").properties().forEach(response -> {
                        JsonNode answer = after.path("responses").path(response.getKey());
                        if (answer.isMissingNode()) {
                            found.add(name + " answers " + response.getKey() + " no more");
                        }
                        String schema = "/content/application~1json/schema";
                        compare(
                                name + " answer",
                                old,
                                response.getValue().at(schema),
                                now,
                                answer.at(schema),
                                false,
                                0,
                                found);
                    });
                }));
        return found;
    }

    /** @param given whether clients give it; else they are given it */
    private static void compare(
            String at,
            JsonNode oldRoot,
            JsonNode oldReference,
            JsonNode newRoot,
            JsonNode newReference,
            boolean given,
            int depth,
            List<String> found) {
        JsonNode before = resolve(oldRoot, oldReference);
        JsonNode after = resolve(newRoot, newReference);
        if (depth > DEEPEST || before.isMissingNode()) {
            return;
        }
        if (!before.path("type").equals(after.path("type"))) {
            found.add(at + " has another type");
        }
        List<String> afterRequired =
                after.path("required").valueStream().map(JsonNode::asText).toList();
        List<String> beforeRequired =
                before.path("required").valueStream().map(JsonNode::asText).toList();
        if (given) {
            afterRequired.stream()
                    .filter(each -> !beforeRequired.contains(each))
                    .forEach(each -> found.add(at + ": " + each + " is required now"));
            List<JsonNode> values = after.path("enum").valueStream().toList();
            before.path("enum").forEach(value -> {
                if (!values.isEmpty() && !values.contains(value)) {
                    found.add(at + " takes " + value.asText() + " no more");
                }
            });
            if (after.path("maxLength").asLong(Long.MAX_VALUE)
                            < before.path("maxLength").asLong(Long.MAX_VALUE)
                    || after.path("maximum").asLong(Long.MAX_VALUE)
                            < before.path("maximum").asLong(Long.MAX_VALUE)
                    || after.path("minimum").asLong(Long.MIN_VALUE)
                            > before.path("minimum").asLong(Long.MIN_VALUE)) {
                found.add(at + " is narrower");
            }
        } else {
            beforeRequired.stream()
                    .filter(each -> !afterRequired.contains(each))
                    .forEach(each -> found.add(at + ": " + each + " may be absent now"));
        }
        before.path("properties").properties().forEach(member -> {
            JsonNode same = after.path("properties").path(member.getKey());
            if (same.isMissingNode()) {
                found.add(at + ": " + member.getKey() + " is gone");
            } else {
                compare(at + "." + member.getKey(), oldRoot, member.getValue(), newRoot, same, given, depth + 1, found);
            }
        });
        if (before.has("items")) {
            compare(at + "[]", oldRoot, before.path("items"), newRoot, after.path("items"), given, depth + 1, found);
        }
    }

    private static JsonNode resolve(JsonNode root, JsonNode reference) {
        String pointer = reference.path("$ref").asText();
        return pointer.isEmpty() ? reference : root.at(pointer.substring(1));
    }
}
