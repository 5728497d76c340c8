package io.vagus.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vagus.account.Authenticator;
import io.vagus.account.UserIdentity;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebSocketTest {

    private static final String HELLO = "CONNECT {\"verbose\":false,\"headers\":true}\r\n";

    private static WebSocketOptions options(
            @Nullable TlsSettings tls,
            List<WebSocketOptions.Origin> origins,
            WebSocketOptions.Cookies cookies,
            Map<String, String> headers) {
        return new WebSocketOptions(
                "127.0.0.1",
                0,
                null,
                tls,
                false,
                origins,
                Duration.ofMillis(500),
                true,
                cookies,
                WebSocketOptions.Access.NONE,
                headers,
                null);
    }

    private static WebSocketOptions plain() {
        return options(null, List.of(), WebSocketOptions.Cookies.NONE, Map.of());
    }

    /** A node with a WebSocket port, and a client of the JDK's. */
    private static final class Site implements AutoCloseable {
        final RunningNode running;
        final InetSocketAddress address;

        Site(WebSocketOptions options, @Nullable Function<io.vagus.account.Accounts, Authenticator> authenticator)
                throws IOException {
            PortOptions port = PortOptions.DEFAULTS.withWebSocket(options);
            running = authenticator == null
                    ? new RunningNode(node -> node.withClientPort(port))
                    : new RunningNode(node -> node.withClientPort(port), authenticator);
            address = requireNonNull(running.node.openWebSocket());
        }

        @Override
        public void close() {
            running.close();
        }
    }

    @Test
    void keepsThePortThatWasBoundBeforeItIsServed() throws IOException {
        try (RunningNode running =
                new RunningNode(node -> node.withClientPort(PortOptions.DEFAULTS.withWebSocket(plain())))) {
            InetSocketAddress bound = requireNonNull(running.node.bindWebSocket());

            new Socket(bound.getAddress(), bound.getPort()).close();

            assertThat(running.node.openWebSocket()).isEqualTo(bound);
        }
    }

    /** Keeps what comes. */
    private static final class Received implements WebSocket.Listener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<String> closed = new CompletableFuture<>();

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] piece = new byte[data.remaining()];
            data.get(piece);
            synchronized (bytes) {
                bytes.writeBytes(piece);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status + " " + reason);
            return null;
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(US_ASCII);
            }
        }

        String until(String end) {
            return await().until(this::text, text -> text.endsWith(end));
        }
    }

    private static WebSocket open(Site site, Received received, String... headers) {
        return open(site, received, HttpClient.newHttpClient(), "ws", headers);
    }

    private static WebSocket open(Site site, Received received, HttpClient client, String scheme, String... headers) {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        String host = scheme.equals("wss") ? "localhost" : "127.0.0.1";
        return builder.buildAsync(URI.create(scheme + "://" + host + ":" + site.address.getPort() + "/"), received)
                .join();
    }

    private static void send(WebSocket socket, String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(US_ASCII)), true).join();
    }

    @Test
    void servesAClientThatComesByWebSocket() throws IOException {
        try (Site site = new Site(plain(), null);
                RawClient publisher = site.running.client()) {
            Received received = new Received();
            WebSocket socket = open(site, received);
            assertThat(received.until("} \r\n"))
                    .startsWith("INFO {")
                    .contains("\"port\":" + site.address.getPort() + ",");

            send(socket, HELLO + "SUB a 1\r\nPI");
            send(socket, "NG\r\n");
            received.until("PONG\r\n");
            String payload = "0123456789".repeat(20_000);
            publisher.exchange("PUB a " + payload.length() + "\r\n" + payload + "\r\n");

            assertThat(received.until(payload + "\r\n")).endsWith("MSG a 1 200000\r\n" + payload + "\r\n");
            assertThat(site.running.node.connections(false))
                    .filteredOn(info -> info.session().type().equals("websocket"))
                    .hasSize(1);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
            assertThat(received.closed.join()).isEqualTo("1000 bye");
            assertThat(await().until(() -> site.running.node.closedConnections(), closed -> !closed.isEmpty())
                            .getFirst()
                            .closedReason())
                    .isEqualTo(ClosedReason.CLIENT_CLOSED);
        }
    }

    @Test
    void servesWebSocketOverTls() throws IOException {
        TlsSettings tls = TestCertificates.settings(false, false, Duration.ZERO);
        try (Site site = new Site(options(tls, List.of(), WebSocketOptions.Cookies.NONE, Map.of()), null)) {
            Received received = new Received();
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(TestCertificates.client(null))
                    .build();
            WebSocket socket = open(site, received, client, "wss");
            assertThat(received.until("} \r\n")).contains("\"tls_required\":true", "\"tls_available\":true");

            send(socket, HELLO + "PING\r\n");

            received.until("PONG\r\n");
            assertThat(requireNonNull(site.running
                                    .node
                                    .connections(false)
                                    .getFirst()
                                    .session()
                                    .tls())
                            .version())
                    .isEqualTo("1.3");
        }
    }

    @Test
    void tellsWhoComesWithoutTlsThatItIsWanted() throws IOException {
        TlsSettings tls = TestCertificates.settings(false, false, Duration.ZERO);
        try (Site site = new Site(options(tls, List.of(), WebSocketOptions.Cookies.NONE, Map.of()), null);
                RawClient plain = new RawClient(site.address)) {
            plain.send(REQUEST + "\r\n");

            assertThat(plain.readToEnd())
                    .isEqualTo("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
        }
    }

    @Test
    void saysWhyItCloses() throws IOException {
        try (Site site = new Site(plain(), null)) {
            Received received = new Received();
            WebSocket socket = open(site, received);
            received.until("} \r\n");

            send(socket, HELLO + "PUB a 99999999\r\n");

            assertThat(received.closed.join()).isEqualTo("1009 Maximum Message Payload Exceeded");
            assertThat(received.text()).endsWith("-ERR 'Maximum Payload Violation'\r\n");
        }
    }

    @Test
    void refusesPagesFromElsewhere() throws IOException {
        List<WebSocketOptions.Origin> origins = List.of(new WebSocketOptions.Origin("https", "vagus.example", 443));
        try (Site site = new Site(options(null, origins, WebSocketOptions.Cookies.NONE, Map.of()), null)) {
            Received received = new Received();
            open(site, received, "Origin", "https://vagus.example");
            received.until("} \r\n");

            assertThatThrownBy(() -> open(site, new Received(), "Origin", "https://evil.example"))
                    .hasCauseInstanceOf(java.net.http.WebSocketHandshakeException.class);
            open(site, new Received());
        }
    }

    /** Lets everybody in and remembers what they showed. */
    private record Doorman(io.vagus.account.Accounts accounts, AtomicReference<Attempt> attempt)
            implements Authenticator {
        @Override
        public Threshold threshold(io.vagus.account.ConnectionType type) {
            return Threshold.REQUIRED;
        }

        @Override
        public boolean nonceRequired() {
            return false;
        }

        @Override
        public CompletionStage<Verdict> authenticate(Attempt asked) {
            attempt.set(asked);
            return CompletableFuture.completedFuture(
                    Allowed.unrestricted(accounts.global(), UserIdentity.named("somebody")));
        }

        @Override
        public Verdict anonymous(io.vagus.account.Peer peer) {
            return Denied.violation("nobody is anonymous");
        }
    }

    @Test
    void takesCredentialsOutOfCookies() throws IOException {
        AtomicReference<Authenticator.Attempt> attempt = new AtomicReference<>();
        WebSocketOptions.Cookies names = new WebSocketOptions.Cookies("j", "u", "p", "t");
        try (Site site =
                new Site(options(null, List.of(), names, Map.of()), accounts -> new Doorman(accounts, attempt))) {
            Received received = new Received();
            WebSocket socket = open(site, received, "Cookie", "u=joe; x=1; p=\"secret\"; j=abc");
            received.until("} \r\n");

            send(socket, "CONNECT {\"verbose\":false,\"user\":\"said\"}\r\nPING\r\n");
            received.until("PONG\r\n");

            assertThat(attempt.get().connect().user()).isEqualTo("said");
            assertThat(attempt.get().connect().password()).isEqualTo("secret");
            assertThat(attempt.get().connect().jwt()).isEqualTo("abc");
            assertThat(attempt.get().connect().token()).isNull();
            assertThat(attempt.get().peer().type()).isEqualTo(io.vagus.account.ConnectionType.WEBSOCKET);
        }
    }

    private static final String REQUEST =
            "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    @Test
    void compressesForWhoOffersIt() throws IOException {
        try (Site site = new Site(
                        options(null, List.of(), WebSocketOptions.Cookies.NONE, Map.of("X-Seen", "yes")), null);
                RawClient client = new RawClient(site.address)) {
            client.send(REQUEST + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");

            assertThat(client.readUntil("\r\n\r\n"))
                    .contains(
                            "HTTP/1.1 101 Switching Protocols\r\n",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
                            "X-Seen: yes\r\n",
                            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                                    + " client_no_context_takeover\r\n");
            assertThat(client.read(1)[0]).isEqualTo((byte) 0xc2);
        }
    }

    @Test
    void closesWhoDoesNotAskInTimeOrSendsTooEarly() throws IOException {
        try (Site site = new Site(plain(), null);
                RawClient silent = new RawClient(site.address);
                RawClient early = new RawClient(site.address);
                RawClient endless = new RawClient(site.address)) {
            early.send(REQUEST + "\r\n\202\200abcd");
            endless.send("GET / HTTP/1.1\r\nX: " + "y".repeat(70_000));

            assertThat(silent.readToEnd()).isEmpty();
            assertThat(early.readToEnd()).isIn("", "<reset>");
            assertThat(endless.readToEnd()).startsWith("HTTP/1.1 431 ");
            assertThat(site.running.node.connections(false)).isEmpty();
        }
    }
}
