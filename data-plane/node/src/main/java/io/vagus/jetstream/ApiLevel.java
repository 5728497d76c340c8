package io.vagus.jetstream;

import io.vagus.jetstream.api.MetadataKeys;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.PersistMode;
import java.util.Map;
import java.util.TreeMap;

/** The version of the API and what of it a stream needs (ADR-44), kept in the stream's metadata. */
public final class ApiLevel {
    /** The level this server speaks: that of nats-server 2.15. */
    public static final int CURRENT = 5;

    private ApiLevel() {}

    /** The configuration with the level it needs in its metadata, and nothing else of ours. */
    static StreamConfig withRequired(StreamConfig config) {
        int level = 0;
        if (config.allowMessageTtl() || config.subjectDeleteMarkerTtlNanos() > 0) {
            level = 1;
        }
        if (config.allowCounter()
                || config.allowAtomic()
                || config.allowSchedules()
                || config.persistMode() == PersistMode.ASYNC) {
            level = 2;
        }
        if (config.allowBatched()) {
            level = 4;
        }
        Map<String, String> metadata = new TreeMap<>(config.metadata());
        metadata.remove(MetadataKeys.SERVER_VERSION);
        metadata.remove(MetadataKeys.SERVER_LEVEL);
        metadata.put(MetadataKeys.REQUIRED_LEVEL, Integer.toString(level));
        return withMetadata(config, metadata);
    }

    /** The configuration as it is told: with the server's version and level. */
    static StreamConfig told(StreamConfig config, String version) {
        Map<String, String> metadata = new TreeMap<>(config.metadata());
        metadata.put(MetadataKeys.SERVER_VERSION, version);
        metadata.put(MetadataKeys.SERVER_LEVEL, Integer.toString(CURRENT));
        return withMetadata(config, metadata);
    }

    /** The configuration with the level that another one has, for comparing the two. */
    static StreamConfig withLevelOf(StreamConfig config, StreamConfig other) {
        Map<String, String> metadata = new TreeMap<>(config.metadata());
        metadata.remove(MetadataKeys.SERVER_VERSION);
        metadata.remove(MetadataKeys.SERVER_LEVEL);
        String level = other.metadata().get(MetadataKeys.REQUIRED_LEVEL);
        if (level == null) {
            metadata.remove(MetadataKeys.REQUIRED_LEVEL);
        } else {
            metadata.put(MetadataKeys.REQUIRED_LEVEL, level);
        }
        return withMetadata(config, metadata);
    }

    private static StreamConfig withMetadata(StreamConfig config, Map<String, String> metadata) {
        StreamConfig.Draft draft = config.draft();
        draft.metadata = metadata;
        return draft.build();
    }
}
