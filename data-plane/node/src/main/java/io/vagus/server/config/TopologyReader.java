package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.Gateway;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.server.config.Topology.Mqtt;
import org.jspecify.annotations.Nullable;

/** Reads the blocks about other servers, and about peers of another protocol. */
final class TopologyReader implements BlockReader {
    private final FieldReader fields;
    private final PeerFields peers;
    private Cluster cluster = Cluster.NONE;
    private @Nullable Gateway gateway;
    private @Nullable LeafNodes leafNodes;
    private @Nullable Mqtt mqtt;

    TopologyReader(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.peers = new PeerFields(fields, sources);
    }

    @Override
    public boolean field(String key, Item item) {
        switch (key) {
            case "cluster" -> cluster = new ClusterReader(fields, peers).read(item);
            case "gateway" -> gateway = new GatewayReader(fields, peers).read(item);
            case "leaf", "leafnodes" -> leafNodes = new LeafNodesReader(fields, peers).read(item);
            case "mqtt" -> mqtt = new MqttReader(fields, peers).read(item);
            // How often a server that cannot be reached is told of in the log: there are none yet.
            case "connect_error_reports", "reconnect_error_reports" -> FieldReader.intOf(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    Topology topology() {
        return new Topology(cluster, gateway, leafNodes, mqtt);
    }
}
