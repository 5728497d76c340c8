package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.monitoring.MonitoringSettings.HttpPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
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
            assertThat(node.get("/stacksz").body()).contains("HTTP-Dispatcher");
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
            assertThat(get(client, base + "goroutine?debug=2").body()).contains("HTTP-Dispatcher");
            assertThat(get(client, base + "heap").body()).contains("memory pools");
            assertThat(get(client, base + "nothing").statusCode()).isEqualTo(404);
            assertThat(get(client, base + "profile?seconds=16").statusCode()).isEqualTo(400);
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
