package io.vagus.controlplane.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.provisioning.Nodes;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers, as they answer for themselves on the system account. */
@ApplicationScoped
public class Fleet {

    /** Clients of a node that are asked to leave in one go. */
    static final int MAX_CLIENTS = 10_000;

    private static final int PAGE = 1_024;
    private static final String REGION_TAG = "region:";

    private final Nodes nodes;

    Fleet(Nodes nodes) {
        this.nodes = nodes;
    }

    /** All that answer now, by name. */
    public List<Node> nodes() {
        Map<String, JsonNode> stats = nodes.ask("$SYS.REQ.SERVER.PING", "");
        Map<String, JsonNode> health = nodes.ask("$SYS.REQ.SERVER.PING.HEALTHZ", "");
        Map<String, JsonNode> storage = nodes.ask("$SYS.REQ.SERVER.PING.JSZ", "");
        return stats.entrySet().stream()
                .map(each ->
                        node(each.getKey(), each.getValue(), health.get(each.getKey()), storage.get(each.getKey())))
                .sorted(Comparator.comparing(Node::name).thenComparing(Node::id))
                .toList();
    }

    /**
     * Asks every client of a node to connect elsewhere: clients that know of lame duck mode go on their own, others stay. The
     * node itself is ended by its own signal, which nobody can send from here.
     *
     * @return how many were asked
     */
    int evacuate(String nodeId) {
        require(nodeId);
        int asked = 0;
        for (int offset = 0; offset < MAX_CLIENTS; offset += PAGE) {
            JsonNode answer = nodes.askOne(nodeId, "CONNZ", "{\"offset\":%d,\"limit\":%d}".formatted(offset, PAGE));
            JsonNode connections = answer == null
                    ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                    : answer.path("data").path("connections");
            for (JsonNode connection : connections) {
                if (!connection.path("name").asText().equals("vagus-control-plane")) {
                    nodes.askOne(
                            nodeId, "LDM", "{\"cid\":" + connection.path("cid").asLong() + "}");
                    asked++;
                }
            }
            if (connections.size() < PAGE) {
                break;
            }
        }
        return asked;
    }

    /** Has a node read its configuration again. */
    void reload(String nodeId) {
        require(nodeId);
        JsonNode answer = nodes.askOne(nodeId, "RELOAD", "");
        if (answer == null) {
            throw ProblemException.unavailable("The node does not answer.");
        }
        if (answer.path("error").isObject()) {
            throw ProblemException.conflict(
                    answer.path("error").path("description").asText("The node refuses its configuration."));
        }
    }

    private void require(String nodeId) {
        if (!nodes.servers().contains(nodeId)) {
            throw ProblemException.notFound();
        }
    }

    private static Node node(String id, JsonNode stats, @Nullable JsonNode health, @Nullable JsonNode storage) {
        JsonNode server = stats.path("server");
        JsonNode numbers = stats.path("statsz");
        JsonNode ready = health == null ? server.path("none") : health.path("data");
        JsonNode stored = storage == null ? server.path("none") : storage.path("data");
        boolean healthy = "ok".equals(ready.path("status").asText());
        String detail = ready.path("error").asText(null);
        return new Node(
                id,
                server.path("name").asText(id),
                region(server.path("tags")),
                server.path("cluster").asText(null),
                server.path("domain").asText(null),
                server.path("ver").asText(""),
                server.path("jetstream").asBoolean(),
                healthy,
                healthy
                        ? null
                        : detail != null
                                ? detail
                                : health == null
                                        ? "it did not say"
                                        : ready.path("status").asText(),
                moment(numbers.path("start").asText()),
                numbers.path("connections").asLong(),
                numbers.path("active_accounts").asLong(),
                numbers.path("subscriptions").asLong(),
                numbers.path("slow_consumers").asLong(),
                numbers.path("mem").asLong(),
                numbers.path("cpu").asDouble(),
                stored.path("storage").asLong(),
                stored.path("streams").asLong(),
                stored.path("consumers").asLong());
    }

    private static @Nullable String region(JsonNode tags) {
        for (JsonNode tag : tags) {
            if (tag.asText().toLowerCase(Locale.ROOT).startsWith(REGION_TAG)) {
                return tag.asText().substring(REGION_TAG.length());
            }
        }
        return null;
    }

    private static @Nullable Instant moment(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
