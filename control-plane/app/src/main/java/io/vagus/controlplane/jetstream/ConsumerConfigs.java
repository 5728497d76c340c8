package io.vagus.controlplane.jetstream;

import static io.vagus.controlplane.jetstream.StreamConfigs.constant;
import static io.vagus.controlplane.jetstream.StreamConfigs.flag;
import static io.vagus.controlplane.jetstream.StreamConfigs.metadata;
import static io.vagus.controlplane.jetstream.StreamConfigs.millis;
import static io.vagus.controlplane.jetstream.StreamConfigs.nanos;
import static io.vagus.controlplane.jetstream.StreamConfigs.number;
import static io.vagus.controlplane.jetstream.StreamConfigs.text;
import static io.vagus.controlplane.jetstream.StreamConfigs.texts;
import static io.vagus.controlplane.jetstream.StreamConfigs.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.jetstream.ConsumerConfig.AckPolicy;
import io.vagus.controlplane.jetstream.ConsumerConfig.DeliverPolicy;
import io.vagus.controlplane.jetstream.ConsumerConfig.ReplayPolicy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between our words for a consumer and the node's JSON ({@code io.nats.jetstream.api.v1.consumer_configuration}). */
final class ConsumerConfigs {

    private ConsumerConfigs() {}

    static ObjectNode write(ConsumerConfig config, ObjectNode onto) {
        text(onto, "description", config.description());
        word(onto, "deliver_policy", config.deliverPolicy());
        number(onto, "opt_start_seq", config.startSequence());
        moment(onto, "opt_start_time", config.startTime());
        word(onto, "ack_policy", config.ackPolicy());
        nanos(onto, "ack_wait", config.ackWaitMillis());
        number(onto, "max_deliver", config.maxDeliver());
        number(onto, "max_ack_pending", config.maxAckPending());
        number(onto, "max_waiting", config.maxWaiting());
        if (config.filterSubjects() != null) {
            filters(onto, config.filterSubjects());
        }
        word(onto, "replay_policy", config.replayPolicy());
        text(onto, "deliver_subject", config.deliverSubject());
        text(onto, "deliver_group", config.deliverGroup());
        flag(onto, "headers_only", config.headersOnly());
        nanos(onto, "inactive_threshold", config.inactiveThresholdMillis());
        number(onto, "num_replicas", config.replicas());
        if (config.metadata() != null) {
            ObjectNode metadata = onto.putObject("metadata");
            config.metadata().forEach(metadata::put);
        }
        return onto;
    }

    static ConsumerConfig read(JsonNode config) {
        return new ConsumerConfig(
                config.path("durable_name").asText(config.path("name").asText()),
                config.path("description").asText(null),
                constant(DeliverPolicy.class, config.path("deliver_policy"), DeliverPolicy.ALL),
                config.has("opt_start_seq") ? config.path("opt_start_seq").asLong() : null,
                config.has("opt_start_time")
                        ? Stream.moment(config.path("opt_start_time").asText())
                        : null,
                constant(AckPolicy.class, config.path("ack_policy"), AckPolicy.NONE),
                config.has("ack_wait") ? millis(config.path("ack_wait")) : null,
                config.path("max_deliver").asInt(-1),
                config.path("max_ack_pending").asInt(-1),
                config.has("max_waiting") ? config.path("max_waiting").asInt() : null,
                filters(config),
                constant(ReplayPolicy.class, config.path("replay_policy"), ReplayPolicy.INSTANT),
                config.path("deliver_subject").asText(null),
                config.path("deliver_group").asText(null),
                config.path("headers_only").asBoolean(),
                config.has("inactive_threshold") ? millis(config.path("inactive_threshold")) : null,
                config.path("num_replicas").asInt(),
                config.has("metadata") ? metadata(config.path("metadata")) : null);
    }

    /** One filter stands alone on the wire: older clients know it no other way. */
    private static void filters(ObjectNode onto, List<String> filters) {
        onto.remove("filter_subject");
        onto.remove("filter_subjects");
        if (filters.size() == 1) {
            onto.put("filter_subject", filters.getFirst());
        } else if (!filters.isEmpty()) {
            ArrayNode all = onto.putArray("filter_subjects");
            filters.forEach(all::add);
        }
    }

    private static List<String> filters(JsonNode config) {
        String one = config.path("filter_subject").asText();
        return one.isEmpty() ? texts(config.path("filter_subjects")) : List.of(one);
    }

    private static void moment(ObjectNode onto, String member, @Nullable Instant value) {
        if (value != null) {
            onto.put(member, value.toString());
        }
    }
}
