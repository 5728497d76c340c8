package io.vagus.controlplane.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.provisioning.Nodes.NodeConnection;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads one connection of a server's answer to CONNZ. */
final class ConnectionAnswers {

    private ConnectionAnswers() {}

    static NodeConnection read(JsonNode each) {
        return new NodeConnection(
                each.path("cid").asLong(),
                each.path("authorized_user").asText(""),
                each.path("name").asText(""),
                each.path("ip").asText("") + ":" + each.path("port").asText(""),
                each.path("kind").asText("Client")
                        + (each.path("type").asText("").equals("websocket") ? " WebSocket" : ""),
                each.path("lang").asText(""),
                each.path("version").asText(""),
                time(each.path("start").asText("")),
                each.path("subscriptions").asLong(),
                each.path("pending_bytes").asLong(),
                each.path("in_msgs").asLong(),
                each.path("out_msgs").asLong(),
                each.path("in_bytes").asLong(),
                each.path("out_bytes").asLong(),
                each.path("rtt").asText(""));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException absent) {
            return Instant.EPOCH;
        }
    }
}
