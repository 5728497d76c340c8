package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do.
 *
 * @param responses the right to answer a request on its reply subject; null: no special right
 */
public record Permissions(
        SubjectRules publish,
        SubjectRules subscribe,
        @Nullable ResponsePermission responses) {
    public static final Permissions ANYTHING = new Permissions(SubjectRules.ANYTHING, SubjectRules.ANYTHING, null);

    /** Up to {@code maxMessages} answers within {@code ttl}; -1 messages: any number; zero or less: the server's default. */
    public record ResponsePermission(int maxMessages, Duration ttl) {}

    public boolean isEmpty() {
        return publish.isEmpty() && subscribe.isEmpty() && responses == null;
    }

    /** What is wrong with the subjects, in words; empty when nothing is. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        validate(problems::add);
        return List.copyOf(problems);
    }

    void validate(Consumer<String> problems) {
        subscribe.validate(true, problems);
        publish.validate(false, problems);
    }

    static Permissions read(ObjectNode node) {
        ResponsePermission responses = null;
        if (node.get("resp") instanceof ObjectNode resp) {
            responses = new ResponsePermission(
                    Math.toIntExact(clampToInt(Json.integer(resp, "max", 0))),
                    Duration.ofNanos(Json.integer(resp, "ttl", 0)));
        }
        return new Permissions(
                SubjectRules.read(Json.child(node, "pub")), SubjectRules.read(Json.child(node, "sub")), responses);
    }

    void write(ObjectNode node) {
        publish.write(node.putObject("pub"));
        subscribe.write(node.putObject("sub"));
        node.remove("resp");
        if (responses != null) {
            node.putObject("resp")
                    .put("max", responses.maxMessages())
                    .put("ttl", responses.ttl().toNanos());
        }
    }

    private static long clampToInt(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
