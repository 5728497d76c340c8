package io.vagus.jetstream.stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.NameHash;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.jetstream.api.StreamSource;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream asks of the API that another stream is reached by: a consumer of its own, or that one made beforehand (ADR-60)
 * begins anew behind what it has settled. Names, subjects and metadata are those of nats-server, since exports, imports and
 * permissions are written for them.
 *
 * @param account of the asking stream
 * @param domain of the asking server; null without one
 */
record OriginRequest(
        StreamConfig asking, String account, @Nullable String domain, StreamSource source, boolean mirror) {

    private static final String API = "$JS.API";
    private static final int UNIQUE_LENGTH = 8;
    static final long HEARTBEAT_NANOS = 1_000_000_000L;
    static final long SILENCE_NANOS = 10_000_000_000L;
    private static final long ACK_WAIT_NANOS = 22L * 3600 * 1_000_000_000L;

    /** Where the consumer begins: a sequence, a time, or neither. */
    record Start(long sequence, @Nullable Instant time) {
        static final Start ALL = new Start(0, null);
    }

    /** The name that the consumer asks to have; the same each time, so that a durable one is found again. */
    String consumerName() {
        String id = NameHash.of(asking.name() + " " + account + (domain == null ? "" : " " + domain));
        if (mirror) {
            return "JS_MIRROR_" + id;
        }
        long alike = asking.sources().stream()
                .filter(each -> each.name().equals(source.name()))
                .count();
        return "JS_SRC_" + NameHash.of(alike > 1 ? id + " " + source.indexName() : id);
    }

    /** A subject that messages are to come to; of the unique name as much as nats-server takes. */
    String deliverSubject(String unique) {
        StreamSource.External way = source.external();
        String prefix = way == null || way.deliverPrefix().isEmpty() ? "$JS" : way.deliverPrefix();
        return undotted(
                prefix + (mirror ? ".M." : ".S.") + unique.substring(0, Math.min(unique.length(), UNIQUE_LENGTH)));
    }

    /** The subject of the request for a consumer of this name. */
    String createSubject(String name) {
        List<String> filters = filters();
        String plain = API + ".CONSUMER.CREATE." + source.name();
        return reached(filters.size() == 1 ? plain + "." + name + "." + filters.getFirst() : plain);
    }

    /** The subject that has the consumer made beforehand begin anew. */
    String resetSubject(String consumer) {
        return reached(API + ".CONSUMER.RESET." + source.name() + "." + consumer);
    }

    /** The subject that removes a consumer. */
    String deleteSubject() {
        return reached(API + ".CONSUMER.DELETE." + source.name() + "." + consumerName());
    }

    private String reached(String subject) {
        StreamSource.External way = source.external();
        return way == null || way.apiPrefix().isEmpty() ? subject : undotted(subject.replace(API, way.apiPrefix()));
    }

    private static String undotted(String subject) {
        return subject.replace("..", ".");
    }

    private List<String> filters() {
        if (!source.filterSubject().isEmpty()) {
            return List.of(source.filterSubject());
        }
        return source.transforms().stream()
                .map(SubjectTransformConfig::source)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /**
     * The body of the request.
     *
     * @param sourcing whether the other server knows consumers for sourcing
     */
    ObjectNode create(String name, String deliver, Start start, boolean sourcing) {
        ObjectNode request = Json.object().put("stream_name", source.name());
        ObjectNode config = request.putObject("config").put("name", name);
        Instant time = start.time();
        if (time != null) {
            config.put("deliver_policy", "by_start_time").put("opt_start_time", Json.time(time));
        } else if (start.sequence() > 0) {
            config.put("deliver_policy", "by_start_sequence").put("opt_start_seq", start.sequence());
        } else {
            config.put("deliver_policy", "all");
        }
        config.put("ack_policy", "none").put("ack_wait", ACK_WAIT_NANOS).put("max_deliver", 1);
        List<String> filters = filters();
        if (filters.size() == 1) {
            config.put("filter_subject", filters.getFirst());
        } else if (!filters.isEmpty()) {
            ArrayNode array = config.putArray("filter_subjects");
            filters.forEach(array::add);
        }
        config.put("replay_policy", "instant")
                .put("flow_control", true)
                .put("deliver_subject", deliver)
                .put("idle_heartbeat", HEARTBEAT_NANOS)
                .put("inactive_threshold", SILENCE_NANOS)
                .put("num_replicas", 0)
                .put("direct", true);
        if (sourcing) {
            config.put("sourcing", true);
        }
        String kind = mirror ? "_nats.mirror." : "_nats.src.";
        ObjectNode metadata = config.putObject("metadata").put(kind + "acc", account);
        Json.putPresent(metadata, kind + "domain", domain);
        metadata.put(kind + "stream", asking.name());
        request.put("action", "");
        return request;
    }
}
