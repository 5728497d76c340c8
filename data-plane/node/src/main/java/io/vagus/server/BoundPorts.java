package io.vagus.server;

import io.vagus.server.config.HostPort;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.Topology;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.websocket.WebSocketOptions;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens since it started; null for nowhere. As in nats-server, a port that was left to chance counts
 * from then on as the one it became: a configuration may be read again that says either.
 */
record BoundPorts(
        InetSocketAddress clients,
        @Nullable InetSocketAddress webSockets,
        @Nullable InetSocketAddress routes,
        @Nullable InetSocketAddress leafs) {

    /** The configuration with these ports in place of those left to chance. */
    NodeConfig appliedTo(NodeConfig config) {
        NodeOptions options = config.options();
        PortOptions port = options.clientPort();
        WebSocketOptions webSocket = port.webSocket();
        if (webSocket != null && webSocket.port() == 0 && webSockets != null) {
            options = options.withClientPort(port.withWebSocket(webSocket.withPort(webSockets.getPort())));
        }
        if (options.port() == 0) {
            options = options.withPort(clients.getPort());
        }
        return config.withOptions(options).withTopology(appliedTo(config.topology()));
    }

    private Topology appliedTo(Topology topology) {
        Topology applied = topology;
        Cluster cluster = topology.cluster();
        if (cluster.port() == HostPort.RANDOM && routes != null) {
            applied = applied.withCluster(cluster.withAddress(cluster.host(), routes.getPort()));
        }
        LeafNodes leafNodes = topology.leafNodes();
        if (leafNodes != null && leafNodes.port() == HostPort.RANDOM && leafs != null) {
            applied = applied.withLeafNodes(leafNodes.withPort(leafs.getPort()));
        }
        return applied;
    }
}
