package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLong;

/** How the server signs what it says in the system account: who it is, and a number that grows with each message. */
final class ServerInfo {
    private final Monitored monitored;
    private final AtomicLong sequence = new AtomicLong();

    ServerInfo(Monitored monitored) {
        this.monitored = monitored;
    }

    ObjectNode next() {
        MonitoringSettings settings = monitored.settings().get();
        ObjectNode info = Json.object()
                .put("name", monitored.node().identity().serverName())
                .put("host", settings.host())
                .put("id", monitored.serverId())
                .put("ver", monitored.node().identity().version());
        Json.putPresent(info, "tags", settings.tags());
        return info.put("jetstream", false)
                .put("flags", 0)
                .put("seq", sequence.incrementAndGet())
                .put("time", monitored.now());
    }
}
