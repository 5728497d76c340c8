package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The connections that the servers had at one moment, from pages of their answers to {@code $SYS.REQ.SERVER.PING.CONNZ}. */
final class ConnectionScan {

    /** A connection anywhere. */
    record Id(String server, long cid) {}

    /** Whose a connection is, and what it counted since it began; {@code in} is what its client sent. */
    record Counted(
            String accountKey,
            String userKey,
            double subscriptions,
            double inMessages,
            double outMessages,
            double inBytes,
            double outBytes) {}

    private final Map<Id, Counted> open = new HashMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final Set<String> whole = new HashSet<>();

    /** Reads a page of one server, with names of users; what is of no account or no user is left out. */
    void page(String server, JsonNode answer) {
        JsonNode data = answer.path("data");
        JsonNode connections = data.path("connections");
        newest.putIfAbsent(server, 0L);
        for (JsonNode each : connections) {
            long cid = each.path("cid").asLong();
            newest.merge(server, cid, Math::max);
            String account = each.path("account").asText("");
            String user = each.path("authorized_user").asText("");
            if (!account.isEmpty() && !user.isEmpty()) {
                open.put(
                        new Id(server, cid),
                        new Counted(
                                account,
                                user,
                                each.path("subscriptions").asDouble(),
                                each.path("in_msgs").asDouble(),
                                each.path("out_msgs").asDouble(),
                                each.path("in_bytes").asDouble(),
                                each.path("out_bytes").asDouble()));
            }
        }
        if (data.path("offset").asLong() + connections.size()
                >= data.path("total").asLong()) {
            whole.add(server);
        }
    }

    Map<Id, Counted> open() {
        return open;
    }

    /**
     * The highest number of a connection on each server all of whose connections were read. Servers count up: a connection with
     * a higher one came later.
     */
    Map<String, Long> newest() {
        Map<String, Long> known = new HashMap<>(newest);
        known.keySet().retainAll(whole);
        return known;
    }
}
