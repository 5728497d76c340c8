package io.vagus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.server.config.CommandLine;
import io.vagus.server.config.NodeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundPortsTest {
    private final BoundPorts ports = new BoundPorts(at(1001), at(1002), at(1003), at(1004));

    @TempDir
    private Path folder;

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private NodeConfig config(int clients, int webSockets, int routes, int leafs) throws IOException {
        Path file = Files.writeString(
                folder.resolve("node.conf"),
                "port: " + clients + "\nwebsocket { no_tls: true, port: " + webSockets + " }\ncluster { name: c, port: "
                        + routes + " }\nleafnodes { port: " + leafs + " }\n");
        return Configured.read(CommandLine.parse(List.of("-c", file.toString())), new LocalSources());
    }

    @Test
    void aPortLeftToChanceIsTheOneItBecameInAReload() throws IOException {
        NodeConfig running = ports.appliedTo(config(-1, -1, -1, -1));

        assertThat(Reload.check(running, ports.appliedTo(config(1001, 1002, 1003, 1004))))
                .noneMatch(line -> line.contains("port"));
        assertThat(Reload.check(running, ports.appliedTo(config(-1, 1002, -1, 1004))))
                .noneMatch(line -> line.contains("port"));
    }

    @Test
    void anyOtherPortNeedsARestart() throws IOException {
        NodeConfig running = ports.appliedTo(config(-1, -1, -1, -1));

        assertThatThrownBy(() -> Reload.check(running, config(1, 1002, 1003, 1004)))
                .hasMessageContaining("Port: old=1001, new=1");
        assertThatThrownBy(() -> Reload.check(running, config(1001, 1, 1003, 1004)))
                .hasMessageContaining("Websocket");
        assertThatThrownBy(() -> Reload.check(running, config(1001, 1002, 1, 1004)))
                .hasMessageContaining("cluster port: old=1003, new=1");
        assertThatThrownBy(() -> Reload.check(running, config(1001, 1002, 1003, 1)))
                .hasMessageContaining("LeafNode");
    }
}
