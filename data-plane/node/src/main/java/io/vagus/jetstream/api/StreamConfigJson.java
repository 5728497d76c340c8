package io.vagus.jetstream.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.StreamConfig.Compression;
import io.vagus.jetstream.api.StreamConfig.ConsumerLimits;
import io.vagus.jetstream.api.StreamConfig.Discard;
import io.vagus.jetstream.api.StreamConfig.PersistMode;
import io.vagus.jetstream.api.StreamConfig.Placement;
import io.vagus.jetstream.api.StreamConfig.Republish;
import io.vagus.jetstream.api.StreamConfig.Retention;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** Stream configurations as JSON, member by member as nats-server has them. */
public final class StreamConfigJson {

    private StreamConfigJson() {}

    /**
     * A create or update request.
     *
     * @param pedantic whether nothing may be mended silently
     * @param namesStorage whether it says where to store, rather than leave it to the server
     */
    public record Request(StreamConfig config, boolean pedantic, boolean namesStorage) {}

    /** Reads a create or update request. Errors: {@link InvalidJson}. */
    public static Request readRequest(byte[] body, boolean strict) {
        Fields fields = Fields.of(body, "StreamConfigRequest");
        boolean pedantic = fields.bool("pedantic");
        StreamConfig config = read(fields.in("StreamConfig"));
        boolean namesStorage = fields.has("storage");
        if (strict) {
            fields.refuseOthers();
        }
        return new Request(config, pedantic, namesStorage);
    }

    /** Reads a configuration that was written by {@link #write}. */
    public static StreamConfig read(ObjectNode node) {
        return read(new Fields(node, "StreamConfig"));
    }

    /** The same; {@link InvalidJson} where it has members that nobody knows. */
    public static StreamConfig readStrictly(ObjectNode node) {
        Fields fields = new Fields(node, "StreamConfig");
        StreamConfig config = read(fields);
        fields.refuseOthers();
        return config;
    }

    /** Reads one that is part of a request. Errors: {@link InvalidJson}. */
    public static StreamConfig read(Fields from) {
        StreamConfig.Draft to = new StreamConfig.Draft();
        to.name = from.string("name");
        to.description = from.string("description");
        to.subjects = from.strings("subjects");
        to.retention = from.choice("retention", Retention.values(), Retention::label, false);
        to.maxConsumers = from.goInt("max_consumers");
        to.maxMessages = from.int64("max_msgs");
        to.maxBytes = from.int64("max_bytes");
        to.maxAgeNanos = from.duration("max_age");
        to.maxMessagesPerSubject = from.int64("max_msgs_per_subject");
        to.maxMessageBytes = from.int32("max_msg_size");
        to.discard = from.choice("discard", Discard.values(), Discard::label, false);
        to.storage = from.choice("storage", Storage.values(), Storage::label, false);
        to.replicas = from.cappedGoInt("num_replicas");
        to.noAck = from.bool("no_ack");
        to.duplicateWindowNanos = from.duration("duplicate_window");
        to.placement = from.object("placement", "Placement", StreamConfigJson::readPlacement);
        to.mirror = from.object("mirror", "StreamSource", StreamConfigJson::readSource);
        to.sources = from.objects("sources", "StreamSource", "[]*server.StreamSource", StreamConfigJson::readSource);
        to.compression = compression(from);
        to.firstSequence = from.uint64("first_seq");
        to.subjectTransform =
                from.object("subject_transform", "SubjectTransformConfig", StreamConfigJson::readTransform);
        to.republish = from.object("republish", "RePublish", StreamConfigJson::readRepublish);
        readFlags(from, to);
        to.consumerLimits = Objects.requireNonNullElse(
                from.object("consumer_limits", "StreamConsumerLimits", StreamConfigJson::readConsumerLimits),
                ConsumerLimits.NONE);
        to.subjectDeleteMarkerTtlNanos = from.duration("subject_delete_marker_ttl");
        to.persistMode = from.choice("persist_mode", PersistMode.values(), PersistMode::label, true);
        to.metadata = from.map("metadata");
        return to.build();
    }

    private static Compression compression(Fields from) {
        // What is no text is of the wrong type before it is unknown.
        from.string("compression");
        try {
            return from.choice("compression", Compression.values(), Compression::label, false);
        } catch (InvalidJson unknown) {
            throw new InvalidJson("unknown compression algorithm");
        }
    }

    private static void readFlags(Fields from, StreamConfig.Draft to) {
        to.allowDirect = from.bool("allow_direct");
        to.mirrorDirect = from.bool("mirror_direct");
        to.discardNewPerSubject = from.bool("discard_new_per_subject");
        to.sealed = from.bool("sealed");
        to.denyDelete = from.bool("deny_delete");
        to.denyPurge = from.bool("deny_purge");
        to.allowRollup = from.bool("allow_rollup_hdrs");
        to.allowMessageTtl = from.bool("allow_msg_ttl");
        to.allowCounter = from.bool("allow_msg_counter");
        to.allowAtomic = from.bool("allow_atomic");
        to.allowSchedules = from.bool("allow_msg_schedules");
        to.allowBatched = from.bool("allow_batched");
    }

    private static Placement readPlacement(Fields from) {
        Placement placement = new Placement(from.string("cluster"), from.strings("tags"), from.string("preferred"));
        from.refuseOthers();
        return placement;
    }

    private static ConsumerLimits readConsumerLimits(Fields from) {
        ConsumerLimits limits = new ConsumerLimits(from.duration("inactive_threshold"), from.goInt("max_ack_pending"));
        from.refuseOthers();
        return limits;
    }

    private static Republish readRepublish(Fields from) {
        Republish republish = new Republish(from.string("src"), from.string("dest"), from.bool("headers_only"));
        from.refuseOthers();
        return republish;
    }

    private static SubjectTransformConfig readTransform(Fields from) {
        SubjectTransformConfig transform = new SubjectTransformConfig(from.string("src"), from.string("dest"));
        from.refuseOthers();
        return transform;
    }

    private static StreamSource readSource(Fields from) {
        StreamSource source = new StreamSource(
                from.string("name"),
                from.uint64("opt_start_seq"),
                from.time("opt_start_time"),
                from.string("filter_subject"),
                from.objects("subject_transforms", "SubjectTransformConfig", StreamConfigJson::readTransform),
                from.object("external", "ExternalStream", external -> {
                    StreamSource.External way =
                            new StreamSource.External(external.string("api"), external.string("deliver"));
                    external.refuseOthers();
                    return way;
                }),
                from.object("consumer", "StreamConsumerSource", consumer -> {
                    StreamSource.ConsumerReference reference = new StreamSource.ConsumerReference(
                            consumer.string("name"), consumer.string("deliver_subject"));
                    consumer.refuseOthers();
                    return reference;
                }));
        from.refuseOthers();
        return source;
    }

    /** Writes a configuration. */
    public static ObjectNode write(StreamConfig config) {
        ObjectNode node = Json.object();
        node.put("name", config.name());
        Json.putPresent(node, "description", config.description());
        Json.putPresent(node, "subjects", config.subjects());
        node.put("retention", config.retention().label());
        node.put("max_consumers", config.maxConsumers());
        node.put("max_msgs", config.maxMessages());
        node.put("max_bytes", config.maxBytes());
        node.put("max_age", config.maxAgeNanos());
        node.put("max_msgs_per_subject", config.maxMessagesPerSubject());
        Json.putPresent(node, "max_msg_size", config.maxMessageBytes());
        node.put("discard", config.discard().label());
        node.put("storage", config.storage().label());
        node.put("num_replicas", config.replicas());
        Json.putPresent(node, "no_ack", config.noAck());
        Json.putPresent(node, "duplicate_window", config.duplicateWindowNanos());
        writeRelations(config, node);
        node.put("allow_direct", config.allowDirect());
        node.put("mirror_direct", config.mirrorDirect());
        Json.putPresent(node, "discard_new_per_subject", config.discardNewPerSubject());
        node.put("sealed", config.sealed());
        node.put("deny_delete", config.denyDelete());
        node.put("deny_purge", config.denyPurge());
        node.put("allow_rollup_hdrs", config.allowRollup());
        ObjectNode limits = node.putObject("consumer_limits");
        Json.putPresent(limits, "inactive_threshold", config.consumerLimits().inactiveThresholdNanos());
        Json.putPresent(limits, "max_ack_pending", config.consumerLimits().maxAckPending());
        node.put("allow_msg_ttl", config.allowMessageTtl());
        Json.putPresent(node, "subject_delete_marker_ttl", config.subjectDeleteMarkerTtlNanos());
        Json.putPresent(node, "allow_msg_counter", config.allowCounter());
        Json.putPresent(node, "allow_atomic", config.allowAtomic());
        Json.putPresent(node, "allow_msg_schedules", config.allowSchedules());
        if (config.persistMode() != PersistMode.DEFAULT) {
            node.put("persist_mode", config.persistMode().label());
        }
        Json.putPresent(node, "allow_batched", config.allowBatched());
        if (!config.metadata().isEmpty()) {
            ObjectNode metadata = node.putObject("metadata");
            new TreeMap<>(config.metadata()).forEach(metadata::put);
        }
        return node;
    }

    private static void writeRelations(StreamConfig config, ObjectNode node) {
        Placement placement = config.placement();
        if (placement != null) {
            ObjectNode into = node.putObject("placement");
            Json.putPresent(into, "cluster", placement.cluster());
            Json.putPresent(into, "tags", placement.tags());
            Json.putPresent(into, "preferred", placement.preferred());
        }
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            node.set("mirror", write(mirror));
        }
        if (!config.sources().isEmpty()) {
            ArrayNode sources = node.putArray("sources");
            config.sources().forEach(source -> sources.add(write(source)));
        }
        node.put("compression", config.compression().label());
        if (config.firstSequence() != 0) {
            node.put("first_seq", Json.unsigned(config.firstSequence()));
        }
        SubjectTransformConfig transform = config.subjectTransform();
        if (transform != null) {
            node.set("subject_transform", write(transform));
        }
        Republish republish = config.republish();
        if (republish != null) {
            ObjectNode into = node.putObject("republish");
            Json.putPresent(into, "src", republish.source());
            into.put("dest", republish.destination());
            Json.putPresent(into, "headers_only", republish.headersOnly());
        }
    }

    private static ObjectNode write(SubjectTransformConfig transform) {
        return Json.object().put("src", transform.source()).put("dest", transform.destination());
    }

    /** The list of transforms, where there are any. */
    public static void putTransforms(ObjectNode into, List<SubjectTransformConfig> transforms) {
        if (!transforms.isEmpty()) {
            ArrayNode array = into.putArray("subject_transforms");
            transforms.forEach(each -> array.add(write(each)));
        }
    }

    private static ObjectNode write(StreamSource source) {
        ObjectNode node = Json.object().put("name", source.name());
        if (source.startSequence() != 0) {
            node.put("opt_start_seq", Json.unsigned(source.startSequence()));
        }
        if (source.startTime() != null) {
            node.put("opt_start_time", Json.time(source.startTime()));
        }
        Json.putPresent(node, "filter_subject", source.filterSubject());
        putTransforms(node, source.transforms());
        putExternal(node, source.external());
        StreamSource.ConsumerReference consumer = source.consumer();
        if (consumer != null) {
            ObjectNode into = node.putObject("consumer");
            Json.putPresent(into, "name", consumer.name());
            Json.putPresent(into, "deliver_subject", consumer.deliverSubject());
        }
        return node;
    }

    /** The way to another domain, where there is one. */
    public static void putExternal(ObjectNode into, StreamSource.@org.jspecify.annotations.Nullable External external) {
        if (external != null) {
            into.putObject("external").put("api", external.apiPrefix()).put("deliver", external.deliverPrefix());
        }
    }
}
