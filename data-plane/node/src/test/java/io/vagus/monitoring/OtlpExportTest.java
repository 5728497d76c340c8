package io.vagus.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vagus.monitoring.otlp.OtlpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The exporter with a small collector of its own at the other end. */
@Timeout(60)
class OtlpExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    private final List<JsonNode> metrics = new CopyOnWriteArrayList<>();
    private final List<JsonNode> spans = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicInteger busyFor = new AtomicInteger();
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        collector.createContext("/v1/metrics", exchange -> take(exchange, metrics));
        collector.createContext("/v1/traces", exchange -> take(exchange, spans));
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private void take(HttpExchange exchange, List<JsonNode> into) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            keys.add(exchange.getRequestHeaders().getFirst("X-Key"));
            int answered =
                    into == spans && busyFor.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : status.get();
            if (answered == 200) {
                into.add(body);
            }
            exchange.sendResponseHeaders(answered, -1);
        }
    }

    private MonitoredNode node() throws IOException {
        OtlpSettings settings = new OtlpSettings(
                URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/"),
                Duration.ofMillis(100),
                Map.of("x-key", "secret"),
                true,
                true,
                "test");
        return new MonitoredNode(plain -> plain.withOtlp(settings));
    }

    private static String traced(String subject, String flags, String payload) {
        String head = "NATS/1.0\r\ntraceparent: 00-" + TRACE + "-" + PARENT + "-" + flags + "\r\n\r\n";
        return "HPUB " + subject + " " + head.length() + " " + (head.length() + payload.length()) + "\r\n" + head
                + payload + "\r\n";
    }

    private List<JsonNode> exportedSpans() {
        List<JsonNode> all = new ArrayList<>();
        spans.forEach(batch -> batch.path("resourceSpans")
                .path(0)
                .path("scopeSpans")
                .path(0)
                .path("spans")
                .forEach(all::add));
        return all;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String attribute(JsonNode of, String key) {
        return stream(of.path("attributes"))
                .filter(each -> each.path("key").asText().equals(key))
                .map(each -> each.path("value").elements().next().asText())
                .findFirst()
                .orElse("");
    }

    @Test
    void sendsMetricsWithTheConfiguredHeaders() throws Exception {
        try (MonitoredNode node = node();
                NatsSocket client = node.connect("a", "one")) {
            client.flush("PUB foo 5\r\nhello\r\n");

            await().until(() ->
                    metrics.stream().anyMatch(batch -> batch.toString().contains("\"name\":\"vagus_messages\"")));

            JsonNode resource = metrics.getLast().path("resourceMetrics").path(0);
            assertThat(attribute(resource.path("resource"), "service.name")).isEqualTo("test");
            assertThat(keys).allMatch("secret"::equals);
            JsonNode messages = stream(resource.path("scopeMetrics").path(0).path("metrics"))
                    .filter(each -> each.path("name").asText().equals("vagus_messages"))
                    .findFirst()
                    .orElseThrow();
            assertThat(messages.path("sum").path("isMonotonic").asBoolean()).isTrue();
            assertThat(messages.path("sum").path("aggregationTemporality").asInt())
                    .isEqualTo(2);
            assertThat(messages.path("sum")
                            .path("dataPoints")
                            .path(0)
                            .path("timeUnixNano")
                            .isTextual())
                    .isTrue();
        }
    }

    @Test
    void makesOneSpanOfEachSampledMessage() throws Exception {
        try (MonitoredNode node = node();
                NatsSocket client = node.connect("a", "one")) {
            client.flush("SUB foo 1\r\nSUB foo 2\r\n" + traced("foo", "01", "hello") + traced("foo", "00", "unsampled")
                    + traced("nobody", "01", "") + "PUB foo 2\r\nno\r\n");

            await().until(() -> exportedSpans().size() == 2);

            JsonNode span = exportedSpans().getFirst();
            assertThat(span.path("traceId").asText()).isEqualTo(TRACE);
            assertThat(span.path("parentSpanId").asText()).isEqualTo(PARENT);
            assertThat(span.path("spanId").asText()).matches("[0-9a-f]{16}");
            assertThat(span.path("name").asText()).isEqualTo("publish foo");
            assertThat(attribute(span, "nats.account")).isEqualTo("A");
            assertThat(attribute(span, "nats.deliveries")).isEqualTo("2");
            assertThat(attribute(span, "messaging.destination.name")).isEqualTo("foo");
            assertThat(span.path("endTimeUnixNano").asLong())
                    .isGreaterThanOrEqualTo(span.path("startTimeUnixNano").asLong());
            assertThat(attribute(exportedSpans().getLast(), "nats.deliveries")).isEqualTo("0");
        }
    }

    @Test
    void triesSpansOnceMoreThatTheCollectorCouldNotTake() throws Exception {
        try (MonitoredNode node = node();
                NatsSocket client = node.connect("a", "one")) {
            busyFor.set(1);
            client.flush(traced("foo", "01", "hello"));
            await().until(() -> exportedSpans().size() == 1);
            assertThat(dropped(node)).isZero();

            busyFor.set(2);
            client.flush(traced("foo", "01", "hello"));
            await().until(() -> dropped(node) == 1);
        }
    }

    @Test
    void countsSpansThatTheCollectorRefuses() throws Exception {
        try (MonitoredNode node = node();
                NatsSocket client = node.connect("a", "one")) {
            status.set(400);
            client.flush(traced("foo", "01", "hello"));

            await().until(() -> dropped(node) == 1);
        }
    }

    private static long dropped(MonitoredNode node) {
        return node.metrics.read().stream()
                .filter(reading -> reading.name().equals("otlp_spans_dropped_total"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void tellsNoHeaderValueInItsText() {
        OtlpSettings settings = new OtlpSettings(
                URI.create("http://localhost"), Duration.ofSeconds(1), Map.of("key", "secret"), true, true, "x");

        assertThat(settings.toString()).contains("key").doesNotContain("secret");
    }
}
