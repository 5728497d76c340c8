package io.vagus.monitoring.otlp;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Metrics;
import io.vagus.base.Randomness;
import io.vagus.monitoring.metrics.NodeMetrics;
import io.vagus.transport.Node;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends metrics and spans to the collector at each interval, on a thread of its own. What cannot be sent is dropped: metrics
 * are cumulative, so the next sending makes up for it; a batch of spans is tried once more, then counted as dropped. The log
 * says when sending begins to fail and when it works again.
 */
public final class OtlpExporter implements AutoCloseable {
    /** Spans in one request. */
    static final int BATCH_SPANS = 512;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OK_CLASS = 2;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final OtlpSettings settings;
    private final Node node;
    private final NodeMetrics metrics;
    private final OtlpJson json;
    private final Clock clock;
    private final Log log;
    private final PublishSpans spans;
    private final HttpClient http;
    private final ScheduledExecutorService thread;
    private List<PublishSpan> again = List.of();
    private boolean failing;

    private OtlpExporter(
            OtlpSettings settings, Node node, NodeMetrics metrics, Clock clock, Randomness randomness, Log log) {
        this.settings = settings;
        this.node = node;
        this.metrics = metrics;
        this.json = new OtlpJson(node.identity(), settings.serviceName());
        this.clock = clock;
        this.log = log;
        this.spans = new PublishSpans(clock, randomness);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("vagus-otlp").factory());
    }

    /** Begins to export. */
    public static OtlpExporter start(
            OtlpSettings settings,
            Node node,
            NodeMetrics metrics,
            Metrics registered,
            Clock clock,
            Randomness randomness,
            Log log) {
        OtlpExporter exporter = new OtlpExporter(settings, node, metrics, clock, randomness, log);
        registered.gauge("otlp_spans_waiting", "Spans that wait to be exported.", exporter.spans::waiting);
        registered.counter("otlp_spans_dropped_total", "Spans that were never exported.", exporter.spans::dropped);
        if (settings.traces()) {
            node.watchPublications(exporter.spans);
        }
        long millis = settings.interval().toMillis();
        exporter.thread.scheduleWithFixedDelay(exporter::export, millis, millis, TimeUnit.MILLISECONDS);
        return exporter;
    }

    /** Ends after a last try with what there is, for at most a second. */
    @Override
    public void close() {
        node.watchPublications(null);
        thread.submit(this::export);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }

    private void export() {
        try {
            if (settings.metrics()) {
                byte[] body = json.metrics(metrics.read(), nanos(node.counters().started()), nanos(clock.now()));
                send("/v1/metrics", body);
            }
            exportSpans();
        } catch (RuntimeException e) {
            // The schedule ends with the first failure otherwise.
            report("OTLP export failed: " + e.getClass().getSimpleName());
        }
    }

    private void exportSpans() {
        if (!again.isEmpty()) {
            List<PublishSpan> second = again;
            again = List.of();
            if (send("/v1/traces", json.spans(second)) != Outcome.TAKEN) {
                spans.drop(second.size());
                return;
            }
        }
        List<PublishSpan> batch = spans.take(BATCH_SPANS);
        while (!batch.isEmpty()) {
            Outcome outcome = send("/v1/traces", json.spans(batch));
            if (outcome == Outcome.LATER) {
                again = batch;
                return;
            }
            if (outcome == Outcome.REFUSED) {
                spans.drop(batch.size());
            }
            batch = spans.take(BATCH_SPANS);
        }
    }

    /** What became of a request. */
    private enum Outcome {
        TAKEN,
        /** It may be tried again. */
        LATER,
        /** The same will be refused again. */
        REFUSED
    }

    private Outcome send(String path, byte[] body) {
        String base = settings.endpoint().toString();
        String url = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        settings.headers().forEach(request::setHeader);
        try {
            int status = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 == OK_CLASS) {
                if (failing) {
                    failing = false;
                    log.info("OTLP export works again");
                }
                return Outcome.TAKEN;
            }
            report("OTLP collector answered " + status + " for " + path);
            return status == TOO_MANY_REQUESTS || status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT
                    ? Outcome.LATER
                    : Outcome.REFUSED;
        } catch (IOException e) {
            report("OTLP export failed: " + e.getClass().getSimpleName());
            return Outcome.LATER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.LATER;
        }
    }

    private void report(String problem) {
        if (!failing) {
            failing = true;
            log.warn(problem);
        }
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
