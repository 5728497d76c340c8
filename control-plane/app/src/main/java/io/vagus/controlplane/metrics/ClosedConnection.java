package io.vagus.controlplane.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.vagus.controlplane.metrics.ConnectionScan.Counted;
import io.vagus.controlplane.metrics.ConnectionScan.Id;
import org.jspecify.annotations.Nullable;

/** The end of a connection with all that it counted, from {@code $SYS.ACCOUNT.<key>.DISCONNECT}. */
record ClosedConnection(Id id, Counted counted, boolean slowConsumer) {

    /** Null when the event does not name an account's user. */
    static @Nullable ClosedConnection of(JsonNode event) {
        JsonNode client = event.path("client");
        String account = client.path("acc").asText("");
        String user = client.path("user").asText("");
        if (account.isEmpty() || user.isEmpty()) {
            return null;
        }
        // The event speaks from the client's side: what it sent is what came in.
        JsonNode sent = event.path("sent");
        JsonNode received = event.path("received");
        return new ClosedConnection(
                new Id(
                        event.path("server").path("id").asText(""),
                        client.path("id").asLong()),
                new Counted(
                        account,
                        user,
                        0,
                        sent.path("msgs").asDouble(),
                        received.path("msgs").asDouble(),
                        sent.path("bytes").asDouble(),
                        received.path("bytes").asDouble()),
                event.path("reason").asText("").startsWith("Slow Consumer"));
    }
}
