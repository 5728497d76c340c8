package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The connections to other servers: there are none, so the lists are empty in nats-server's form. */
final class Routez {
    private final Monitored monitored;

    Routez(Monitored monitored) {
        this.monitored = monitored;
    }

    ObjectNode routes() {
        ObjectNode answer = Json.object()
                .put("server_id", monitored.serverId())
                .put("server_name", monitored.node().identity().serverName())
                .put("now", monitored.now())
                .put("num_routes", 0);
        answer.putArray("routes");
        return answer;
    }

    ObjectNode gateways() {
        ObjectNode answer = Json.object().put("server_id", monitored.serverId()).put("now", monitored.now());
        answer.putObject("outbound_gateways");
        answer.putObject("inbound_gateways");
        return answer;
    }

    ObjectNode leafNodes() {
        ObjectNode answer = Json.object()
                .put("server_id", monitored.serverId())
                .put("now", monitored.now())
                .put("leafnodes", 0);
        answer.putArray("leafs");
        return answer;
    }
}
