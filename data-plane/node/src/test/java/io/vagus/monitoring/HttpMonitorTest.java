package io.vagus.monitoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.monitoring.MonitoringSettings.HttpPort;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsSettings;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP port itself; the answers are compared in {@link RecordedAnswersTest}. */
@Timeout(60)
class HttpMonitorTest {

    @Test
    void servesBelowTheBasePathOnly() throws Exception {
        try (MonitoredNode node =
                new MonitoredNode(settings -> settings.withHttp(new HttpPort("127.0.0.1", -1, "/nats", null)))) {
            assertThat(node.get("/nats/varz").body()).contains("\"http_base_path\": \"/nats\"");
            assertThat(node.get("/nats").headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
            assertThat(node.get("/varz").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void letsOtherOriginsReadAnswersButNotRefusals() throws Exception {
        try (MonitoredNode node = new MonitoredNode()) {
            assertThat(node.get("/varz").headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(node.get("/connz?limit=x").headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(node.get("/nothing").headers().firstValue("X-Content-Type-Options"))
                    .hasValue("nosniff");
        }
    }

    @Test
    void countsRequestsOfKnownPathsOnly() throws Exception {
        try (MonitoredNode node = new MonitoredNode()) {
            node.get("/subscriptionsz");
            for (int i = 0; i < 3; i++) {
                node.get("/unknown" + i);
            }
            String varz = node.get("/varz").body();

            assertThat(varz).contains("\"/subsz\": 1").contains("\"/varz\": 1").doesNotContain("unknown");
        }
    }

    @Test
    void showsStacksAndMemory() throws Exception {
        try (MonitoredNode node = new MonitoredNode()) {
            assertThat(node.get("/stacksz").body()).contains("vagus-http");
            assertThat(node.get("/debug/vars").body()).contains("\"memstats\"").contains("\"HeapAlloc\"");
            assertThat(node.get("/").body()).contains("/healthz");
            assertThat(node.get("/debug/pprof/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void servesProfilesOnTheirOwnPort() throws Exception {
        try (MonitoredNode node = new MonitoredNode(settings -> settings.withProfile(HttpPort.plain("127.0.0.1", -1)));
                HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:"
                    + Objects.requireNonNull(node.monitoring.profileAddress()).getPort() + "/debug/pprof/";

            assertThat(get(client, base).body()).contains("goroutine");
            assertThat(get(client, base + "goroutine?debug=2").body()).contains("vagus-http");
            assertThat(get(client, base + "heap").body()).contains("memory pools");
            assertThat(get(client, base + "nothing").statusCode()).isEqualTo(404);
            assertThat(get(client, base + "profile?seconds=16").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void servesHttpsWithoutAskingForACertificate() throws Exception {
        SSLContext context = tls();
        try (MonitoredNode node = new MonitoredNode(
                        settings -> settings.withHttp(new HttpPort("127.0.0.1", -1, "", () -> context)));
                HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            String url = "https://localhost:"
                    + Objects.requireNonNull(node.monitoring.httpAddress()).getPort() + "/varz";

            String varz = get(client, url).body();

            assertThat(varz).contains("\"https_port\": -1").contains("\"http_port\": 0");
            try (Socket plain = new Socket("127.0.0.1", URI.create(url).getPort())) {
                plain.getOutputStream().write("GET /varz HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(plain.getInputStream().readAllBytes())
                        .asString(ISO_8859_1)
                        .startsWith("HTTP/1.0 400 ")
                        .endsWith("Client sent an HTTP request to an HTTPS server.\n");
            }
        }
    }

    @Test
    void servesWithARenewedCertificateAtOnce() throws Exception {
        AtomicReference<SSLContext> current = new AtomicReference<>(tls());
        try (MonitoredNode node =
                new MonitoredNode(settings -> settings.withHttp(new HttpPort("127.0.0.1", -1, "", current::get)))) {
            int port = Objects.requireNonNull(node.monitoring.httpAddress()).getPort();
            assertThat(shown(current.get(), port)).contains("CN=localhost");

            current.set(tls("/tls/serverec.pem"));

            assertThat(shown(current.get(), port)).contains("CN=other.example");
        }
    }

    private static String shown(SSLContext context, int port) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void countsWhatWasLookedUpAndNamesTheQueuesThatToolsKnow() throws Exception {
        try (MonitoredNode node = new MonitoredNode();
                NatsSocket client = node.connect("a", "n")) {
            client.flush("SUB one 1\r\nPUB one 0\r\n\r\nPUB two 0\r\n\r\n");

            assertThat(node.get("/subsz").body()).doesNotContain("\"num_matches\": 0,");
            assertThat(node.get("/ipqueuesz?all=1").body())
                    .contains("SendQ", "System recvQ Pings", "delayed API responses");
        }
    }

    private static SSLContext tls() throws Exception {
        return tls("/tls/server.pem");
    }

    private static SSLContext tls(String certificate) throws Exception {
        Path server = Path.of(Objects.requireNonNull(HttpMonitorTest.class.getResource(certificate))
                .toURI());
        TlsSettings settings = new TlsSettings(
                List.of(new TlsSettings.CertificateFiles(
                        server,
                        server.resolveSibling(server.getFileName().toString().replace(".pem", ".key")))),
                server.resolveSibling("ca.pem"),
                false,
                false,
                false,
                List.of(),
                false,
                List.of(),
                TlsSettings.Version.TLS_1_2,
                TlsSettings.DEFAULT_TIMEOUT,
                0,
                Set.of(),
                false,
                Duration.ZERO,
                null);
        return TlsContext.load(settings, Runnable::run).sslContext();
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
