package io.vagus.jetstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.jetstream.api.Json;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalMessage;
import org.jspecify.annotations.Nullable;

/** Who asked, as advisories tell it. */
final class ClientDescription {
    private ClientDescription() {}

    static ObjectNode of(InternalMessage.@Nullable Sender sender, String server) {
        ObjectNode node = Json.object();
        if (sender == null) {
            return node;
        }
        ConnectionInfo info = sender.info();
        node.put("start", Json.time(info.started()));
        Json.putPresent(node, "host", info.ip());
        node.put("id", info.id());
        Json.putPresent(node, "acc", info.account());
        Json.putPresent(node, "user", info.user().authorizedUser());
        Json.putPresent(node, "name", info.name());
        Json.putPresent(node, "lang", info.lang());
        Json.putPresent(node, "ver", info.version());
        Json.putPresent(node, "rtt", info.roundTrip().toNanos());
        node.put("server", server);
        node.put("kind", "Client").put("client_type", "nats");
        return node;
    }
}
