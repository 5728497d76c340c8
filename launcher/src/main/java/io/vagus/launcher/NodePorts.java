package io.vagus.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The ports of one node, all on loopback.
 *
 * @param cluster where the other nodes of a cluster find it; 0 for a node that is alone
 */
record NodePorts(PartName node, int nats, int monitoring, int cluster) {

    private static final List<PartName> NAMES = List.of(PartName.NODE, PartName.NODE_2, PartName.NODE_3);

    /** Those of a service: the first node has the ports of a node that is alone, the others free ones, remembered in the home. */
    static List<NodePorts> of(int nodes, Ports ports, Home home) throws IOException {
        if (nodes == 1) {
            return List.of(new NodePorts(PartName.NODE, ports.nats(), ports.monitoring(), 0));
        }
        return List.of(Home.remembered(
                home.clusterPorts(),
                NodePorts[].class,
                before -> fits(List.of(before), nodes, ports),
                () -> choose(nodes, ports).toArray(NodePorts[]::new)));
    }

    private static boolean fits(List<NodePorts> chosen, int nodes, Ports ports) {
        return chosen.size() == nodes
                && chosen.getFirst().nats() == ports.nats()
                && chosen.getFirst().monitoring() == ports.monitoring()
                && Ports.isFree(chosen.getFirst().cluster())
                && chosen.stream()
                        .skip(1)
                        .allMatch(node -> Ports.isFree(node.nats())
                                && Ports.isFree(node.monitoring())
                                && Ports.isFree(node.cluster()));
    }

    private static List<NodePorts> choose(int nodes, Ports ports) {
        var taken = new HashSet<>(ports.all());
        List<NodePorts> chosen = new ArrayList<>();
        chosen.add(new NodePorts(PartName.NODE, ports.nats(), ports.monitoring(), Ports.choose(taken)));
        while (chosen.size() < nodes) {
            chosen.add(new NodePorts(
                    NAMES.get(chosen.size()), Ports.choose(taken), Ports.choose(taken), Ports.choose(taken)));
        }
        return List.copyOf(chosen);
    }

    String natsUrl() {
        return "nats://127.0.0.1:" + nats;
    }

    String monitoringUrl() {
        return "http://127.0.0.1:" + monitoring;
    }

    String clusterUrl() {
        return "nats://127.0.0.1:" + cluster;
    }
}
