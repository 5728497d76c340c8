package io.vagus.jetstream.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import java.util.Map;
import java.util.Objects;

/**
 * Configurations as a consumer's ledger has them: the API's JSON without what nearly all have in common, since each takes heap
 * and disk and there may be very many. What is not there stands for the usual value; what differs is written out, zeros too.
 */
final class ShortConfig {

    private static final ObjectNode USUAL = Json.object();
    private static final String[] ZEROABLE = {"ack_wait", "max_deliver", "max_waiting", "max_ack_pending"};
    private static final String METADATA = "metadata";

    static {
        USUAL.put("deliver_policy", "all");
        USUAL.put("ack_policy", "explicit");
        USUAL.put("replay_policy", "instant");
        USUAL.put("num_replicas", 0);
        USUAL.put("ack_wait", ConsumerDefaults.ACK_WAIT_NANOS);
        USUAL.put("max_deliver", -1L);
        USUAL.put("max_waiting", (long) ConsumerDefaults.MAX_WAITING);
        USUAL.put("max_ack_pending", (long) ConsumerDefaults.MAX_ACK_PENDING);
    }

    private ShortConfig() {}

    static ObjectNode write(ConsumerConfig config) {
        ObjectNode all = ConsumerConfigJson.write(config);
        for (String each : ZEROABLE) {
            if (!all.has(each)) {
                all.put(each, 0L);
            }
        }
        USUAL.properties().forEach(usual -> {
            if (Objects.equals(all.get(usual.getKey()), usual.getValue())) {
                all.remove(usual.getKey());
            }
        });
        if (config.metadata().equals(ConsumerDefaults.PLAIN_METADATA)) {
            all.remove(METADATA);
        } else if (!all.has(METADATA)) {
            all.putObject(METADATA);
        }
        if (config.isDurable() && config.durable().equals(config.name())) {
            all.remove("name");
            all.put("durable_name", "");
        }
        return all;
    }

    /** Reads what was written of the consumer of this name. */
    static ConsumerConfig read(ObjectNode written, String name) {
        return read(written, name, false);
    }

    /** The same; {@code InvalidJson} where it has members that nobody knows. */
    static ConsumerConfig readStrictly(ObjectNode written, String name) {
        return read(written, name, true);
    }

    private static ConsumerConfig read(ObjectNode written, String name, boolean strict) {
        ObjectNode all = written.deepCopy();
        for (Map.Entry<String, JsonNode> usual : USUAL.properties()) {
            if (!all.has(usual.getKey())) {
                all.set(usual.getKey(), usual.getValue());
            }
        }
        boolean plain = !all.has(METADATA);
        boolean durable =
                all.has("durable_name") && all.get("durable_name").asText().isEmpty();
        ConsumerConfig.Draft config =
                (strict ? ConsumerConfigJson.readStrictly(all) : ConsumerConfigJson.read(all)).draft();
        if (plain) {
            config.metadata = ConsumerDefaults.PLAIN_METADATA;
        }
        if (durable) {
            config.durable = name;
            config.name = name;
        }
        return config.build();
    }
}
