package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every field of every operation with what does not belong there: the answer is a problem, never a failure of ours. Changes are
 * asked for as dry runs, so that what is tried stays there for the next.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class BadInputTest {

    private static final long SEED = 20261128;
    private static final int PER_FIELD = 3;

    /** As JSON. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "9223372036854775807",
            "9223372036854775808",
            "1e400",
            "1.5",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"a\\r\\nb: c\"",
            "\"'; drop table team; --\"",
            "\"%s%n{}${x}\"",
            "\"" + "x".repeat(3000) + "\"",
            "\"\\u202e\\ud83d\\ude00\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"9999-99-99T99:99:99Z\"",
            "\"+999999999-01-01T00:00:00Z\"",
            "[]",
            "[null]",
            "[[[[1]]]]",
            "{}",
            "{\"a\": {\"b\": null}}");

    private static final List<String> TEXTS = List.of(
            "",
            "%00",
            "%ff",
            "x".repeat(2000),
            "-1",
            "0",
            "99999999999999999999",
            "%27%22",
            "%E2%80%AE",
            "true",
            "..%2f..");

    private World world;
    private final Random random = new Random(SEED);
    private final List<String> failed = new ArrayList<>();

    @BeforeEach
    void settle() {
        world = new World();
    }

    @Test
    void noFieldOfABodyMakesTheServiceFail() {
        for (Operation operation : Operation.all()) {
            JsonNode schema = operation.bodySchema();
            if (schema != null) {
                fields("", schema, operation).forEach(field -> {
                    for (int i = 0; i < PER_FIELD; i++) {
                        String value = VALUES.get(random.nextInt(VALUES.size()));
                        String body = with((ObjectNode) operation.validBody(world.ids()), field, value);
                        check(operation, operation.path(world.ids()), body);
                    }
                });
                check(operation, operation.path(world.ids()), VALUES.get(random.nextInt(VALUES.size())));
                check(operation, operation.path(world.ids()), "{");
            }
        }

        assertThat(failed).isEmpty();
    }

    @Test
    void noPathAndNoQueryMakesTheServiceFail() {
        for (Operation operation : Operation.all()) {
            for (String name : operation.queryNames()) {
                for (int i = 0; i < PER_FIELD; i++) {
                    String text = TEXTS.get(random.nextInt(TEXTS.size()));
                    check(operation, operation.path(world.ids()) + "?" + name + "=" + text, null);
                }
            }
            if (operation.isOnAThing()) {
                for (String name : List.of("teamId", "accountId", "tokenId")) {
                    Map<String, String> ids = new HashMap<>(world.ids());
                    ids.put(name, TEXTS.get(1 + random.nextInt(TEXTS.size() - 1)));
                    check(operation, operation.path(ids), null);
                }
            }
        }

        assertThat(failed).isEmpty();
    }

    private void check(Operation operation, String path, @org.jspecify.annotations.Nullable String body) {
        String at = operation.isRead() ? path : path + (path.contains("?") ? "&" : "?") + "dry_run=true";
        RequestSpecification request = world.owner().request().urlEncodingEnabled(false);
        Response answer = operation.call(request, at, body != null || operation.bodySchema() == null ? body : "{}");
        boolean problem = answer.statusCode() < 400 || answer.contentType().startsWith("application/problem+json");
        if (answer.statusCode() >= 500 && answer.statusCode() != 503 || !problem) {
            failed.add(operation.id() + " " + at + " " + body + " answered " + answer.statusCode() + " "
                    + answer.asString());
        }
    }

    /** The paths of all members, down to the third level. */
    private static List<List<String>> fields(String prefix, JsonNode schema, Operation operation) {
        List<List<String>> found = new ArrayList<>();
        schema.path("properties").properties().forEach(member -> {
            found.add(List.of(member.getKey()));
            JsonNode inner = operation.resolve(member.getValue());
            if (prefix.length() < 2 && inner.has("properties")) {
                fields(prefix + ".", inner, operation).forEach(path -> {
                    List<String> whole = new ArrayList<>(List.of(member.getKey()));
                    whole.addAll(path);
                    found.add(whole);
                });
            }
        });
        return found;
    }

    /** The body as text, since some of the values are no numbers that a tree can hold. */
    private static String with(ObjectNode body, List<String> path, String value) {
        String mark = "@@value@@";
        ObjectNode at = body;
        for (String step : path.subList(0, path.size() - 1)) {
            at = at.path(step) instanceof ObjectNode inner ? inner : at.putObject(step);
        }
        at.put(path.getLast(), mark);
        return body.toString().replace('"' + mark + '"', value);
    }
}
