package io.vagus.jetstream.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Fields;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.DeliverPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.PriorityPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.ReplayPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Consumer configurations as JSON, member by member as nats-server has them. */
public final class ConsumerConfigJson {

    private ConsumerConfigJson() {}

    /** What a create request wants to happen to a consumer of that name. */
    public enum Action {
        CREATE_OR_UPDATE,
        CREATE,
        UPDATE
    }

    /** A create request. */
    public record CreateRequest(String stream, ConsumerConfig config, Action action, boolean pedantic) {}

    /** Reads a create request. Errors: {@link InvalidJson}. */
    public static CreateRequest readRequest(byte[] body, boolean strict) {
        ObjectNode node = Json.parse(body, "CreateConsumerRequest");
        Fields fields = new Fields(node, "CreateConsumerRequest");
        String stream = fields.string("stream_name");
        ConsumerConfig config = Objects.requireNonNullElseGet(
                fields.object("config", "ConsumerConfig", from -> read(from, from.node(), strict)),
                () -> new ConsumerConfig.Draft().build());
        Action action = named(node, fields, "action", Action.values(), "unknown consumer action: ");
        boolean pedantic = fields.bool("pedantic");
        if (strict) {
            fields.refuseOthers();
        }
        return new CreateRequest(stream, config, action, pedantic);
    }

    /** Reads a configuration that was written by {@link #write}. */
    public static ConsumerConfig read(ObjectNode node) {
        return read(new Fields(node, "ConsumerConfig"), node, false);
    }

    /** The same; {@code InvalidJson} where it has members that nobody knows. */
    static ConsumerConfig readStrictly(ObjectNode node) {
        return read(new Fields(node, "ConsumerConfig"), node, true);
    }

    private static ConsumerConfig read(Fields from, ObjectNode node, boolean strict) {
        ConsumerConfig.Draft to = new ConsumerConfig.Draft();
        to.durable = from.string("durable_name");
        to.name = from.string("name");
        to.description = from.string("description");
        to.deliverPolicy = from.choice("deliver_policy", DeliverPolicy.values(), DeliverPolicy::label, true);
        to.startSequence = from.uint64("opt_start_seq");
        to.startTime = from.time("opt_start_time");
        to.ackPolicy = from.choice("ack_policy", AckPolicy.values(), AckPolicy::label, false);
        to.ackWaitNanos = from.duration("ack_wait");
        to.maxDeliver = from.goInt("max_deliver");
        to.backoffNanos = durations(from, node, "backoff");
        to.filterSubject = from.string("filter_subject");
        to.filterSubjects = from.strings("filter_subjects");
        to.replayPolicy = from.choice("replay_policy", ReplayPolicy.values(), ReplayPolicy::label, false);
        to.rateLimitBitsPerSecond = from.uint64("rate_limit_bps");
        to.sampleFrequency = from.string("sample_freq");
        to.maxWaiting = from.goInt("max_waiting");
        to.maxAckPending = from.goInt("max_ack_pending");
        to.flowControl = from.bool("flow_control");
        to.headersOnly = from.bool("headers_only");
        to.maxRequestBatch = from.goInt("max_batch");
        to.maxRequestExpiresNanos = from.duration("max_expires");
        to.maxRequestBytes = from.goInt("max_bytes");
        to.deliverSubject = from.string("deliver_subject");
        to.deliverGroup = from.string("deliver_group");
        to.heartbeatNanos = from.duration("idle_heartbeat");
        to.inactiveThresholdNanos = from.duration("inactive_threshold");
        to.replicas = from.cappedGoInt("num_replicas");
        to.memoryStorage = from.bool("mem_storage");
        to.direct = from.bool("direct");
        to.sourcing = from.bool("sourcing");
        to.metadata = from.map("metadata");
        to.pauseUntil = from.time("pause_until");
        to.priorityGroups = from.strings("priority_groups");
        to.priorityPolicy = named(node, from, "priority_policy", PriorityPolicy.values(), "unknown priority policy: ");
        to.pinnedTtlNanos = from.duration("priority_timeout");
        if (strict) {
            from.refuseOthers();
        }
        return to.build();
    }

    /** One of named values; absent and empty is the first. The text for another ends in what stands there. */
    private static <E extends Enum<E>> E named(ObjectNode node, Fields from, String name, E[] values, String refusal) {
        if (!from.has(name)) {
            return values[0];
        }
        JsonNode value = node.get(name);
        for (E each : values) {
            String label = each.name().toLowerCase(java.util.Locale.ROOT);
            if (value.isTextual()
                    && (value.textValue().equals(label) && !label.equals("create_or_update")
                            || each == values[0] && value.textValue().isEmpty())) {
                return each;
            }
        }
        throw new InvalidJson(refusal + Json.text(value));
    }

    private static List<Long> durations(Fields from, ObjectNode node, String name) {
        if (!from.has(name)) {
            return List.of();
        }
        JsonNode value = node.get(name);
        if (!(value instanceof ArrayNode array)) {
            throw new InvalidJson("json: cannot unmarshal " + (value.isNumber() ? "number" : kind(value))
                    + " into Go struct field ConsumerConfig.config." + name + " of type []time.Duration");
        }
        List<Long> durations = new ArrayList<>();
        for (JsonNode each : array) {
            if (!each.isIntegralNumber() || !each.canConvertToLong()) {
                throw new InvalidJson("json: cannot unmarshal " + kind(each)
                        + " into Go struct field ConsumerConfig.config." + name + " of type time.Duration");
            }
            durations.add(each.longValue());
        }
        return durations;
    }

    private static String kind(JsonNode value) {
        return value.isTextual()
                ? "string"
                : value.isNumber() ? "number " + value.asText() : value.isBoolean() ? "bool" : "object";
    }

    /** Writes what is set, as nats-server does. */
    public static ObjectNode write(ConsumerConfig config) {
        ObjectNode to = Json.object();
        Json.putPresent(to, "durable_name", config.durable());
        Json.putPresent(to, "name", config.name());
        Json.putPresent(to, "description", config.description());
        to.put("deliver_policy", config.deliverPolicy().label());
        putUnsigned(to, "opt_start_seq", config.startSequence());
        if (config.startTime() != null) {
            to.put("opt_start_time", Json.time(config.startTime()));
        }
        to.put("ack_policy", config.ackPolicy().label());
        Json.putPresent(to, "ack_wait", config.ackWaitNanos());
        Json.putPresent(to, "max_deliver", config.maxDeliver());
        if (!config.backoffNanos().isEmpty()) {
            config.backoffNanos().forEach(to.putArray("backoff")::add);
        }
        Json.putPresent(to, "filter_subject", config.filterSubject());
        Json.putPresent(to, "filter_subjects", config.filterSubjects());
        to.put("replay_policy", config.replayPolicy().label());
        putUnsigned(to, "rate_limit_bps", config.rateLimitBitsPerSecond());
        Json.putPresent(to, "sample_freq", config.sampleFrequency());
        Json.putPresent(to, "max_waiting", config.maxWaiting());
        Json.putPresent(to, "max_ack_pending", config.maxAckPending());
        Json.putPresent(to, "flow_control", config.flowControl());
        Json.putPresent(to, "headers_only", config.headersOnly());
        Json.putPresent(to, "max_batch", config.maxRequestBatch());
        Json.putPresent(to, "max_expires", config.maxRequestExpiresNanos());
        Json.putPresent(to, "max_bytes", config.maxRequestBytes());
        Json.putPresent(to, "deliver_subject", config.deliverSubject());
        Json.putPresent(to, "deliver_group", config.deliverGroup());
        Json.putPresent(to, "idle_heartbeat", config.heartbeatNanos());
        Json.putPresent(to, "inactive_threshold", config.inactiveThresholdNanos());
        to.put("num_replicas", config.replicas());
        Json.putPresent(to, "mem_storage", config.memoryStorage());
        Json.putPresent(to, "direct", config.direct());
        Json.putPresent(to, "sourcing", config.sourcing());
        if (!config.metadata().isEmpty()) {
            new TreeMap<>(config.metadata()).forEach(to.putObject("metadata")::put);
        }
        if (config.pauseUntil() != null) {
            to.put("pause_until", Json.time(config.pauseUntil()));
        }
        Json.putPresent(to, "priority_groups", config.priorityGroups());
        if (config.priorityPolicy() != PriorityPolicy.NONE) {
            to.put("priority_policy", config.priorityPolicy().label());
        }
        Json.putPresent(to, "priority_timeout", config.pinnedTtlNanos());
        return to;
    }

    /** As {@code omitempty}, of the bits of an unsigned number. */
    private static void putUnsigned(ObjectNode to, String name, long value) {
        if (value > 0) {
            to.put(name, value);
        } else if (value < 0) {
            to.put(name, Json.unsigned(value));
        }
    }
}
