package io.vagus.monitoring.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vagus.base.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port whose answers are the path, the query and a line end. */
@Timeout(60)
class HttpListenerTest {
    private static final String HOST = "Host: h\r\n";

    private final AtomicLong nanos = new AtomicLong(1);
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };

    private HttpListener listener = start();

    private HttpListener start() {
        try {
            return new HttpListener(
                    new InetSocketAddress("127.0.0.1", 0),
                    null,
                    false,
                    request -> new HttpResponse(
                            200,
                            Map.of("Content-Type", "text/plain"),
                            (request.path() + "?" + request.query() + "\n").getBytes(ISO_8859_1)),
                    clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() {
        listener.close();
    }

    @BeforeEach
    void serves() throws IOException {
        assertThat(ask("GET /a HTTP/1.0\r\n\r\n")).endsWith("/a?null\n");
    }

    @Test
    void answersRequestsInTheirOrderOnOneConnection() throws IOException {
        String answers = ask("POST /a?x=> HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc"
                + "PUT /b HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nT: t\r\n\r\n"
                + "HEAD /c HTTP/1.1\r\n" + HOST + "\r\n"
                + "GET /d%41 HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\nGET /e HTTP/1.1\r\n" + HOST + "\r\n");

        assertThat(answers)
                .containsSubsequence(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
                        "Content-Length: 7\r\n\r\n/a?x=>\n",
                        "/b?null\n",
                        "Content-Length: 8\r\n\r\nHTTP/1.1 200",
                        "Connection: close\r\n\r\n/dA?null\n")
                .doesNotContain("/e");
    }

    @Test
    void keepsAConnectionOfTheOldVersionOnlyWhenAsked() throws IOException {
        assertThat(ask("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("/b");
        assertThat(ask("GET http://h/a?b HTTP/1.0\r\n\r\n")).endsWith("/a?b\n");
        assertThat(ask("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n"))
                .contains("Connection: keep-alive", "/a", "/b");
    }

    @Test
    void sendsToTheCleanPathWithNothingBetweenTheLines() throws IOException {
        assertThat(ask("GET /x/..//%0d%0aA:b?q=1 HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 307 Temporary Redirect\r\nLocation: /%0D%0AA:b?q=1\r\n");
    }

    @Test
    void answersWhatIsNoRequestAndEnds() throws IOException {
        assertThat(ask("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(ask("GET nopath HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(ask("GET /%zz HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(ask("GET / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(ask("GET / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ");
    }

    @Test
    void takesLinesAndHeadersUpToTheirLimits() throws IOException {
        String line = "X: " + "y".repeat(HttpConnection.MAX_LINE_BYTES - "X: \r\n".length());
        assertThat(ask("GET /a HTTP/1.0\r\n" + line + "\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /a HTTP/1.0\r\n" + line + "y\r\n\r\n")).startsWith("HTTP/1.1 431 ");

        String headers = "X: y\r\n".repeat(HttpConnection.MAX_HEADERS);
        assertThat(ask("GET /a HTTP/1.0\r\n" + headers + "\r\n")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /a HTTP/1.0\r\n" + headers + "X: y\r\n\r\n")).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void whoHasUsedUpHisTimeGoesWhenSomebodyElseComes() throws IOException {
        try (Socket slow = connect()) {
            slow.getOutputStream().write("GET /".getBytes(ISO_8859_1));
            nanos.addAndGet(40_000_000_000L);
            assertThat(ask("GET /a HTTP/1.0\r\n\r\n")).isNotEmpty();

            assertThat(slow.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closesConnectionsBeyondTheMost() throws IOException {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < HttpListener.MAX_CONNECTIONS; i++) {
                held.add(connect());
            }
            await().untilAsserted(
                            () -> assertThat(ask("GET /a HTTP/1.0\r\n\r\n")).isEmpty());
            held.removeLast().close();
            await().untilAsserted(
                            () -> assertThat(ask("GET /a HTTP/1.0\r\n\r\n")).isNotEmpty());
        } finally {
            for (Socket each : held) {
                each.close();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(listener.address());
        return socket;
    }

    /** What comes back for these bytes until the end of the stream. */
    private String ask(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }
}
