package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.monitor.JetStreamView;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** How the server signs what it says in the system account: who it is, and a number that grows with each message. */
final class ServerInfo {
    /** JetStream runs here. */
    private static final int JETSTREAM = 1;

    /** Streams can be saved and restored in chunks of bytes. */
    private static final int BINARY_SNAPSHOTS = 2;

    private final Monitored monitored;
    private final AtomicLong sequence = new AtomicLong();

    ServerInfo(Monitored monitored) {
        this.monitored = monitored;
    }

    ObjectNode next() {
        MonitoringSettings settings = monitored.settings().get();
        MonitoringSettings.Description description = settings.description();
        JetStreamView jetStream = monitored.jetStream().get();
        ObjectNode info = Json.object()
                .put("name", monitored.node().identity().serverName())
                .put("host", settings.host())
                .put("id", monitored.serverId());
        Json.putPresent(info, "cluster", settings.cluster());
        Json.putPresent(info, "domain", monitored.domain());
        info.put("ver", monitored.node().identity().version());
        Json.putPresent(info, "tags", description.tags());
        putMetadata(info, description);
        FeatureFlags.put(info, description.featureFlags());
        return info.put("jetstream", jetStream != null)
                .put("flags", jetStream == null ? 0 : JETSTREAM | BINARY_SNAPSHOTS)
                .put("seq", sequence.incrementAndGet())
                .put("time", monitored.now());
    }

    static void putMetadata(ObjectNode into, MonitoringSettings.Description description) {
        if (!description.metadata().isEmpty()) {
            ObjectNode metadata = into.putObject("metadata");
            new TreeMap<>(description.metadata()).forEach(metadata::put);
        }
    }
}
