package io.vagus.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.Peer;
import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may send: the others are served on, and what was taken is given back. */
class BadInputTest {
    private static final int MANY_TOKENS = 10_000;

    /** Somebody else is served, and nothing of a visit is left behind. */
    private static void assertServes(RunningNode running) throws IOException {
        try (RawClient other = running.client()) {
            assertThat(other.exchange("SUB still.there 1\r\nPUB still.there 1\r\ny\r\n"))
                    .isEqualTo("MSG still.there 1 1\r\ny\r\n");
        }
    }

    private static @Nullable ClosedReason lastReason(RunningNode running) {
        return await().until(() -> running.node.closedConnections(), closed -> !closed.isEmpty())
                .getLast()
                .closedReason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUB a 2147483647\r\n",
                "PUB a 2147483648\r\n",
                "PUB a 4294967297\r\n",
                "PUB a 18446744073709551617\r\n",
                "PUB a -1\r\n",
                "PUB a 1 1 1 1\r\n",
                "HPUB a 2147483647 2147483647\r\n",
                "HPUB a 4294967308 12\r\nNATS/1.0\r\n\r\n\r\n",
                "HPUB a 12 4\r\nNATS/1.0\r\n\r\n\r\n",
                "HPUB a -12 12\r\nNATS/1.0\r\n\r\n\r\n",
                "SUB\r\n",
                "UNSUB\r\n",
                "PUB a 1\r\nabc\r\n",
                "HPUB a 12 12\r\nNATS/1.0\r\n\r\nx\r\n",
                "PUB \u0000\u0001 x\r\n",
                "\u0000\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n"
            })
    void endsAStreamThatCannotBeUnderstood(String sent) throws IOException {
        try (RunningNode running = new RunningNode()) {
            try (RawClient client = running.client()) {
                client.exchange("");
                client.send(sent);

                client.readToEnd();
            }
            await().until(() -> running.node.connections(false).isEmpty());
            assertServes(running);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNSUB 1 99999999999999999999\r\n", "UNSUB 1 -5\r\n", "UNSUB 1 4294967297\r\n"})
    void anAbsurdMaximumEndsNothingEarly(String unsub) throws IOException {
        try (RunningNode running = new RunningNode();
                RawClient client = running.client()) {
            client.exchange("SUB a 1\r\nSUB b 2\r\n");

            client.exchange(unsub);

            assertThat(client.exchange("PUB b 1\r\nx\r\n")).isEqualTo("MSG b 2 1\r\nx\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNE", "PUB a.b", "PUB a.b 10\r\nabc", "HPUB a 12 20\r\nNATS/1.0\r\n", "SUB a"})
    void forgetsWhatWasCutOff(String sent) throws IOException {
        try (RunningNode running = new RunningNode()) {
            try (RawClient client = running.client()) {
                client.exchange("SUB a.b 1\r\n");
                client.send(sent);
            }
            await().until(() -> running.node.connections(false).isEmpty());
            assertThat(running.node.counters().subscriptions()).isZero();
            assertServes(running);
        }
    }

    @Test
    void carriesSubjectsOfTenThousandTokens() throws IOException {
        String subject = "a.".repeat(MANY_TOKENS - 1) + "a";
        String stars = "*.".repeat(MANY_TOKENS - 1) + "*";
        String line = " 1\r\n";
        try (RunningNode running = new RunningNode(options -> options.withMaxControlLineBytes(64 * 1024));
                RawClient client = running.client()) {
            for (String filter : List.of(subject, stars, "a.".repeat(MANY_TOKENS - 2) + ">")) {
                String answer = client.exchange("SUB " + filter + line + "PUB " + subject + " 2\r\nhi\r\nUNSUB 1\r\n");

                assertThat(answer).isEqualTo("MSG " + subject + " 1 2\r\nhi\r\n");
            }
            assertThat(running.node.counters().subscriptions()).isZero();
        }
        try (RunningNode usual = new RunningNode();
                RawClient client = usual.client()) {
            client.send("SUB " + subject + line);

            assertThat(client.readToEnd()).startsWith("-ERR 'maximum control line exceeded'");
            assertServes(usual);
        }
    }

    @Test
    void survivesAFloodOfConnections() throws IOException {
        int most = 50;
        try (RunningNode running = new RunningNode(options -> options.withMaxConnections(most))) {
            List<Socket> flood = new ArrayList<>();
            try {
                for (int i = 0; i < 400; i++) {
                    flood.add(new Socket(running.address.getAddress(), running.address.getPort()));
                }
                await().until(() -> running.node.counters().totalConnections() >= 400
                        && running.node.connections(false).size() <= most);
            } finally {
                for (Socket socket : flood) {
                    // Without a farewell: the other side hears a reset.
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
            }
            await().until(() -> running.node.connections(false).isEmpty());
            assertServes(running);
        }
    }

    @Test
    void givesBackAFloodOfSubscriptions() throws IOException {
        try (RunningNode running = new RunningNode()) {
            try (RawClient client = running.client()) {
                for (int batch = 0; batch < 20; batch++) {
                    StringBuilder lines = new StringBuilder();
                    for (int i = 0; i < 2_500; i++) {
                        int n = batch * 2_500 + i;
                        lines.append("SUB f.")
                                .append(n % 977)
                                .append(n % 3 == 0 ? ".* " : ".x.")
                                .append(n % 3 == 0 ? "" : n + " ")
                                .append(n)
                                .append("\r\n");
                    }
                    client.exchange(lines.toString());
                }
                assertThat(running.node.counters().subscriptions()).isEqualTo(50_000);
                assertServes(running);
            }
            await().until(() -> running.node.counters().subscriptions() == 0);
        }
    }

    @Test
    void endsAConnectionWhosePeerIsGoneWithoutAWord() throws IOException {
        try (RunningNode running = new RunningNode(options ->
                        options.withPingInterval(Duration.ofMillis(100)).withMaxPingsOut(1));
                Socket silent = new Socket(running.address.getAddress(), running.address.getPort())) {
            silent.getOutputStream().write("CONNECT {\"verbose\":false}\r\nPING\r\n".getBytes(US_ASCII));
            // It neither reads nor writes again, as after a cable was pulled.
            assertThat(lastReason(running)).isEqualTo(ClosedReason.STALE_CONNECTION);
        }
    }

    @Test
    void endsAHalfClosedConnection() throws IOException {
        try (RunningNode running = new RunningNode();
                Socket half = new Socket(running.address.getAddress(), running.address.getPort())) {
            half.getOutputStream().write("CONNECT {\"verbose\":false}\r\nPING\r\n".getBytes(US_ASCII));
            half.shutdownOutput();

            assertThat(lastReason(running)).isEqualTo(ClosedReason.CLIENT_CLOSED);
        }
    }

    @Test
    void doesNotWaitForeverForALoginThatComesByteByByte() throws IOException {
        Duration patience = Duration.ofMillis(400);
        try (RunningNode running =
                        new RunningNode(options -> options.withAuthTimeout(patience), accounts -> new Asking());
                Socket slow = new Socket(running.address.getAddress(), running.address.getPort())) {
            byte[] line = ("CONNECT {\"user\":\"" + "u".repeat(1000)).getBytes(US_ASCII);
            int[] at = {0};
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    slow.getOutputStream().write(line, at[0]++, 1);
                } catch (IOException closed) {
                    return true;
                }
                return false;
            });
            assertThat(lastReason(running)).isEqualTo(ClosedReason.AUTHENTICATION_TIMEOUT);
            assertThat(at[0]).isLessThan(line.length);
        }
    }

    @Test
    void keepsALargeMessageThatComesSlowlyFromHoldingUpTheOthers() throws IOException {
        try (RunningNode running = new RunningNode(options -> options.withLoops(1));
                RawClient slow = running.client()) {
            slow.exchange("SUB big 1\r\n");
            slow.send("PUB big 100000\r\n");
            for (int i = 0; i < 10; i++) {
                slow.send(ByteBuffer.allocate(10_000).array());
                assertServes(running);
            }
            slow.send("\r\n");
            assertThat(slow.readUntil("\r\n")).isEqualTo("MSG big 1 100000\r\n");
        }
    }

    /** Asks each client who it is. */
    private static final class Asking implements Authenticator {
        @Override
        public Threshold threshold(ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt attempt) {
            return CompletableFuture.completedFuture(Denied.violation("nobody is let in"));
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public Verdict anonymous(Peer peer) {
            return Denied.violation("nobody is anonymous");
        }
    }
}
