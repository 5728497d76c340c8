package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.controlplane.jetstream.StreamConfig.Compression;
import io.vagus.controlplane.jetstream.StreamConfig.Discard;
import io.vagus.controlplane.jetstream.StreamConfig.Retention;
import io.vagus.controlplane.jetstream.StreamConfig.Storage;
import io.vagus.controlplane.jetstream.StreamConfig.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Between our words for a stream and the node's JSON ({@code io.nats.jetstream.api.v1.stream_configuration}). */
final class StreamConfigs {

    private StreamConfigs() {}

    /** Writes what {@code config} says over {@code onto}, which keeps what we have no word for. */
    static ObjectNode write(StreamConfig config, ObjectNode onto) {
        text(onto, "name", config.name());
        text(onto, "description", config.description());
        if (config.subjects() != null) {
            ArrayNode subjects = onto.putArray("subjects");
            config.subjects().forEach(subjects::add);
        }
        word(onto, "retention", config.retention());
        word(onto, "storage", config.storage());
        number(onto, "num_replicas", config.replicas());
        number(onto, "max_msgs", config.maxMessages());
        number(onto, "max_bytes", config.maxBytes());
        nanos(onto, "max_age", config.maxAgeMillis());
        number(onto, "max_msg_size", config.maxMessageBytes());
        number(onto, "max_msgs_per_subject", config.maxMessagesPerSubject());
        number(onto, "max_consumers", config.maxConsumers());
        word(onto, "discard", config.discard());
        flag(onto, "discard_new_per_subject", config.discardNewPerSubject());
        nanos(onto, "duplicate_window", config.duplicateWindowMillis());
        word(onto, "compression", config.compression());
        flag(onto, "allow_rollup_hdrs", config.allowRollup());
        flag(onto, "deny_delete", config.denyDelete());
        flag(onto, "deny_purge", config.denyPurge());
        flag(onto, "allow_direct", config.allowDirect());
        flag(onto, "allow_msg_ttl", config.allowMessageTtl());
        flag(onto, "sealed", config.sealed());
        number(onto, "first_seq", config.firstSequence());
        if (config.mirror() != null) {
            source(config.mirror(), onto.putObject("mirror"));
        }
        if (config.sources() != null) {
            ArrayNode sources = onto.putArray("sources");
            config.sources().forEach(each -> source(each, sources.addObject()));
        }
        if (config.metadata() != null) {
            ObjectNode metadata = onto.putObject("metadata");
            config.metadata().forEach(metadata::put);
        }
        return onto;
    }

    static StreamConfig read(JsonNode config) {
        return new StreamConfig(
                config.path("name").asText(),
                config.path("description").asText(null),
                config.has("subjects") ? texts(config.path("subjects")) : null,
                constant(Retention.class, config.path("retention"), Retention.LIMITS),
                constant(Storage.class, config.path("storage"), Storage.FILE),
                config.path("num_replicas").asInt(1),
                config.path("max_msgs").asLong(-1),
                config.path("max_bytes").asLong(-1),
                millis(config.path("max_age")),
                config.path("max_msg_size").asInt(-1),
                config.path("max_msgs_per_subject").asLong(-1),
                config.path("max_consumers").asInt(-1),
                constant(Discard.class, config.path("discard"), Discard.OLD),
                config.path("discard_new_per_subject").asBoolean(),
                millis(config.path("duplicate_window")),
                constant(Compression.class, config.path("compression"), Compression.NONE),
                config.path("allow_rollup_hdrs").asBoolean(),
                config.path("deny_delete").asBoolean(),
                config.path("deny_purge").asBoolean(),
                config.path("allow_direct").asBoolean(),
                config.path("allow_msg_ttl").asBoolean(),
                config.path("sealed").asBoolean(),
                config.path("first_seq").asLong(0),
                config.has("mirror") ? source(config.path("mirror")) : null,
                config.has("sources") ? sources(config.path("sources")) : null,
                config.has("metadata") ? metadata(config.path("metadata")) : null);
    }

    private static void source(StreamSource source, ObjectNode onto) {
        text(onto, "name", source.name());
        text(onto, "filter_subject", source.filterSubject());
        number(onto, "opt_start_seq", source.startSequence());
        if (source.apiPrefix() != null) {
            onto.putObject("external").put("api", source.apiPrefix());
        }
    }

    private static StreamSource source(JsonNode source) {
        return new StreamSource(
                source.path("name").asText(),
                source.path("filter_subject").asText(null),
                source.has("opt_start_seq") ? source.path("opt_start_seq").asLong() : null,
                source.path("external").path("api").asText(null));
    }

    private static List<StreamSource> sources(JsonNode sources) {
        List<StreamSource> all = new ArrayList<>();
        sources.forEach(each -> all.add(source(each)));
        return all;
    }

    static Map<String, String> metadata(JsonNode metadata) {
        Map<String, String> all = new TreeMap<>();
        metadata.properties()
                .forEach(each -> all.put(each.getKey(), each.getValue().asText()));
        return all;
    }

    static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(each -> all.add(each.asText()));
        return all;
    }

    static <E extends Enum<E>> E constant(Class<E> type, JsonNode text, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(text.asText())) {
                return constant;
            }
        }
        return otherwise;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Long millis(JsonNode nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos.asLong());
    }

    static void text(ObjectNode onto, String member, @Nullable String value) {
        if (value != null) {
            onto.put(member, value);
        }
    }

    static void word(ObjectNode onto, String member, @Nullable Enum<?> value) {
        if (value != null) {
            onto.put(member, word(value));
        }
    }

    static void flag(ObjectNode onto, String member, @Nullable Boolean value) {
        if (value != null) {
            onto.put(member, value);
        }
    }

    static void number(ObjectNode onto, String member, @Nullable Number value) {
        if (value != null) {
            onto.put(member, value.longValue());
        }
    }

    static void nanos(ObjectNode onto, String member, @Nullable Long millis) {
        if (millis != null) {
            onto.put(member, TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }
}
