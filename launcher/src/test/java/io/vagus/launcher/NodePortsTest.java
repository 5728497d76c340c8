package io.vagus.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodePortsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aNodeAloneHasThePortsOfTheService() throws Exception {
        var home = home();

        assertThat(NodePorts.of(1, Ports.DEFAULTS, home)).containsExactly(new NodePorts(PartName.NODE, 4222, 8222, 0));
        assertThat(home.clusterPorts()).doesNotExist();
    }

    @Test
    void aClusterHasPortsOfItsOwnThatAreKept() throws Exception {
        var home = home();
        var ports = Ports.chosenFor(home);

        var nodes = NodePorts.of(3, ports, home);

        assertThat(nodes).extracting(NodePorts::node).containsExactly(PartName.NODE, PartName.NODE_2, PartName.NODE_3);
        assertThat(nodes.getFirst().nats()).isEqualTo(ports.nats());
        assertThat(nodes.stream()
                        .flatMap(node -> Stream.of(node.nats(), node.monitoring(), node.cluster()))
                        .distinct())
                .hasSize(9);
        assertThat(NodePorts.of(3, ports, home)).isEqualTo(nodes);
    }

    @Test
    void aClusterChoosesAnewWhenAPortIsTakenMeanwhileOrTheServiceHasOthers() throws Exception {
        var home = home();
        var ports = Ports.chosenFor(home);
        var before = NodePorts.of(3, ports, home);

        try (var taken = new ServerSocket(before.getLast().nats(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(NodePorts.of(3, ports, home))
                    .extracting(NodePorts::nats)
                    .doesNotContain(taken.getLocalPort())
                    .startsWith(ports.nats());
        }
        assertThat(NodePorts.of(3, Ports.DEFAULTS, home).getFirst().nats()).isEqualTo(Ports.DEFAULTS.nats());
    }

    private Home home() throws Exception {
        var home = new Home(folder);
        home.create();
        return home;
    }
}
