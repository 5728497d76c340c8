package io.vagus.server;

import io.vagus.base.Log;
import io.vagus.protocol.ClosedReason;
import io.vagus.server.config.NodeConfig;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.Node;
import io.vagus.transport.tls.TlsSettings;
import java.util.List;
import java.util.Set;

/** Closes the connections that a changed configuration has no room for. */
final class ReloadedConnections {

    private final Node node;
    private final Log log;

    ReloadedConnections(Node node, Log log) {
        this.node = node;
        this.log = log;
    }

    void settle(NodeConfig before, NodeConfig changed) {
        if (changed.options().maxConnections() < before.options().maxConnections()) {
            fallWithin(Math.max(0, changed.options().maxConnections()));
        }
        endUnpinned(pins(before), pins(changed));
    }

    private static Set<String> pins(NodeConfig config) {
        TlsSettings tls = config.options().clientPort().tls();
        return tls == null ? Set.of() : tls.pinnedCertificates();
    }

    /** Clients of the plain port whose certificate is no longer among those that are named have to go. */
    private void endUnpinned(Set<String> before, Set<String> pinned) {
        if (pinned.isEmpty() || pinned.equals(before)) {
            return;
        }
        for (ConnectionInfo each : node.connections(false)) {
            ConnectionInfo.Session session = each.session();
            List<ConnectionInfo.PeerCertificate> shown =
                    session.tls() == null ? List.of() : session.tls().peers();
            boolean matches =
                    !shown.isEmpty() && pinned.contains(shown.getFirst().publicKeySha256());
            if (session.type().equals("nats") && !matches) {
                node.close(each.id(), ClosedReason.TLS_HANDSHAKE_ERROR, null);
            }
        }
    }

    /** Closes as many connections as there are too many. */
    private void fallWithin(int maxConnections) {
        List<ConnectionInfo> connections = node.connections(false);
        int tooMany = connections.size() - maxConnections;
        if (tooMany > 0) {
            connections.stream()
                    .limit(tooMany)
                    .forEach(each -> node.close(
                            each.id(), ClosedReason.MAX_CONNECTIONS_EXCEEDED, "maximum connections exceeded"));
            log.info("Closed " + tooMany + " connections to fall within max_connections");
        }
    }
}
