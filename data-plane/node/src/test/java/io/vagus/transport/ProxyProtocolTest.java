package io.vagus.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProxyProtocolTest {

    private static final String HELLO = "CONNECT {\"verbose\":false}\r\n";

    private static RunningNode node(PortOptions port) throws IOException {
        return new RunningNode(options -> options.withClientPort(port.withProxyProtocol(true)));
    }

    @Test
    void showsWhoStandsBehindTheProxy() throws IOException {
        try (RunningNode running = node(PortOptions.DEFAULTS);
                RawClient client = new RawClient(running.address)) {
            assertThat(client.readUntil("\r\n")).doesNotContain("client_ip");

            client.send("PROXY TCP4 192.0.2.7 127.0.0.1 4001 4222\r\n" + HELLO);

            assertThat(client.exchange("")).isEmpty();
            ConnectionInfo shown = running.node.connections(false).getFirst();
            assertThat(shown.ip() + " " + shown.port()).isEqualTo("192.0.2.7 4001");
        }
    }

    @Test
    void servesWhoComesWithoutAProxy() throws IOException {
        try (RunningNode running = node(PortOptions.DEFAULTS);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            assertThat(client.exchange(HELLO + "SUB a 1\r\nPUB a 1\r\nx\r\n")).isEqualTo("MSG a 1 1\r\nx\r\n");
            assertThat(running.node.connections(false).getFirst().ip()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void readsTheHeaderBeforeTheTlsHandshake() throws IOException {
        PortOptions port = PortOptions.DEFAULTS.withTls(TestCertificates.settings(false, false, Duration.ZERO));
        for (boolean optional : new boolean[] {true, false}) {
            try (RunningNode running = node(port.withAllowNonTls(optional));
                    RawClient client = new RawClient(running.address)) {
                client.readUntil("\r\n");
                client.send("PROXY TCP4 192.0.2.7 127.0.0.1 4001 4222\r\n");

                client.encrypt(TestCertificates.client(null), "localhost", "TLSv1.3");

                assertThat(client.exchange(HELLO)).isEmpty();
                assertThat(running.node.connections(false).getFirst().ip()).isEqualTo("192.0.2.7");
            }
        }
    }

    @Test
    void closesAStreamWithABrokenHeader() throws IOException {
        try (RunningNode running = node(PortOptions.DEFAULTS);
                RawClient client = new RawClient(running.address)) {
            client.readUntil("\r\n");

            client.send("PROXY TCP4 nobody 127.0.0.1 4001 4222\r\n");

            assertThat(client.readToEnd()).isIn("", "<reset>");
            assertThat(await().until(() -> running.node.closedConnections(), closed -> !closed.isEmpty())
                            .getFirst()
                            .closedReason())
                    .isEqualTo(ClosedReason.PROTOCOL_VIOLATION);
        }
    }
}
