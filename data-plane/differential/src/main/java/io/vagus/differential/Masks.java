package io.vagus.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes out of an answer what two equal servers would not say alike: ids, times, addresses, sizes of the process. A masked
 * value keeps its type, and a field that is there stays visible, so that a missing field or a wrong type is still a difference.
 */
final class Masks {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> VOLATILE = Set.of(
            "server_id",
            "server_name",
            "version",
            "ver",
            "go",
            "git_commit",
            "nonce",
            "client_id",
            "cid",
            "port",
            "ip",
            "host",
            "id",
            "xkey",
            "start",
            "stop",
            "start_time",
            "time",
            "timestamp",
            "ts",
            "created",
            "now",
            "uptime",
            "idle",
            "rtt",
            "last_activity",
            "last_active",
            "mem",
            "cpu",
            "cores",
            "gomaxprocs",
            "gomemlimit",
            "config_load_time",
            "config_digest",
            "jti",
            "iat",
            "seq_time",
            "first_ts",
            "last_ts",
            "pending_bytes",
            "pause_remaining",
            "server",
            "http_port",
            "pid",
            "requestor_rtt",
            "total",
            "system",
            "service",
            "active",
            "leader_since",
            "update_time",
            "max_memory",
            "max_storage",
            "store_dir",
            "ack_time",
            "http_req_stats",
            "connect_urls",
            "kind_time");

    private static final Set<String> PROCESS_WIDE = Set.of(
            "total_connections",
            "in_msgs",
            "out_msgs",
            "in_bytes",
            "out_bytes",
            "in_client_msgs",
            "in_client_bytes",
            "out_client_msgs",
            "out_client_bytes",
            "num_inserts",
            "num_removes",
            "num_matches",
            "cache_hit_rate",
            "num_cache",
            "max_fanout",
            "avg_fanout",
            "num_subscriptions");

    /** Lists whose order is left to the server. */
    private static final Set<String> UNORDERED = Set.of(
            "subscriptions_list", "subscriptions_list_detail", "accounts", "account_statz", "exports", "imports");

    /** A bearer's credentials, which nats-server shows and our node does not. */
    private static final String SECRET = "jwt";

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern SERVER_KEY = Pattern.compile("\\bN[A-Z2-7]{55}\\b");
    private static final Pattern NUID = Pattern.compile("\\b(?=\\w*\\d)(?=\\w*[A-Za-z])[0-9A-Za-z]{22}\\b");
    private static final Pattern ACK =
            Pattern.compile("(\\$JS\\.ACK\\.[^.]+\\.)([^.]+)(\\.\\d+\\.\\d+\\.\\d+\\.)(\\d{15,})(\\.\\d+)");
    private static final Pattern REPLY_MAP = Pattern.compile("_R_\\.[0-9A-Za-z]+(\\.[0-9A-Za-z]+)?");

    private static final Pattern SOURCING = Pattern.compile("\\b(JS_(?:SRC|MIRROR)_[0-9A-Za-z]{8})-[0-9A-Za-z]{8}\\b");
    private static final Pattern SYNC = Pattern.compile("(\\.[MSR]\\.)[0-9A-Za-z]{8}\\b");
    private static final Pattern IDENTITY =
            Pattern.compile("(Nats-Stream-Source: .* |Nats-Stream-Identity: )[0-9A-Za-z]{8}$");

    private final boolean processWide;

    /**
     * @param processWide whether numbers that count the whole process are masked too, as they must be while conversations
     *     run side by side
     */
    Masks(boolean processWide) {
        this.processWide = processWide;
    }

    String text(String text) {
        String masked = TIME.matcher(text).replaceAll("<time>");
        masked = SERVER_KEY.matcher(masked).replaceAll("<server>");
        return NUID.matcher(masked).replaceAll("<nuid>");
    }

    String subject(String subject) {
        String masked = ACK.matcher(subject).replaceAll("$1$2$3<time>$5");
        masked = SOURCING.matcher(masked).replaceAll("$1-<id>");
        masked = SYNC.matcher(masked).replaceAll("$1<id>");
        return text(REPLY_MAP.matcher(masked).replaceAll("_R_.<reply>"));
    }

    /** A header block, its JSON values masked inside. */
    String header(String header) {
        if (header.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(" header=[");
        for (String line : header.split("\r\n")) {
            int colon = line.indexOf(": {");
            String plain = IDENTITY.matcher(line).replaceAll("$1<identity>");
            out.append(colon < 0 ? text(plain) : line.substring(0, colon + 2) + json(line.substring(colon + 2)));
            out.append('|');
        }
        return out.append(']').toString();
    }

    String payload(String payload) {
        String start = payload.stripLeading();
        return start.startsWith("{") || start.startsWith("[") ? json(payload) : text(payload);
    }

    /** A JSON text with its fields in alphabetical order and volatile values masked; other text as it is. */
    String json(String text) {
        try {
            return JSON.writeValueAsString(mask(JSON.readTree(text), false));
        } catch (JsonProcessingException notJson) {
            return text(text);
        }
    }

    private JsonNode mask(JsonNode node, boolean sorted) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().stream()
                    .filter(field -> !field.getKey().equals(SECRET))
                    .forEach(field -> fields.put(field.getKey(), field(field.getKey(), field.getValue())));
            if (object.has("ver") && object.has("seq")) {
                // How many events a server has sent before this one.
                fields.put("seq", JsonNodeFactory.instance.textNode("<number>"));
            }
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            fields.forEach(out::set);
            return out;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> out.add(mask(item, false)));
            return sorted ? inOrder(out) : out;
        }
        return node.isTextual() ? JsonNodeFactory.instance.textNode(subject(node.textValue())) : node;
    }

    private static ArrayNode inOrder(ArrayNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        items.sort(Comparator.comparing(JsonNode::toString));
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    private JsonNode field(String name, JsonNode value) {
        boolean masked = VOLATILE.contains(name) || (processWide && PROCESS_WIDE.contains(name));
        if (name.equals("hdrs") && value.isTextual()) {
            byte[] block = Base64.getDecoder().decode(value.textValue());
            return JsonNodeFactory.instance.textNode(header(new String(block, StandardCharsets.ISO_8859_1)));
        }
        if (!masked || value.isContainerNode() && !name.equals("http_req_stats") && !name.equals("connect_urls")) {
            return mask(value, UNORDERED.contains(name));
        }
        return JsonNodeFactory.instance.textNode(
                "<" + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + ">");
    }
}
