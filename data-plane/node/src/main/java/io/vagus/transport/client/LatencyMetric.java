package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.sharing.PendingReply;
import io.vagus.account.sharing.ServiceEntrance;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.SharedAccount;
import io.vagus.base.GoJson;
import io.vagus.protocol.Publication;
import io.vagus.transport.link.EventLoop;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurement of one request to a service, published in the exporting account when it is answered or lost. Immutable. Source:
 * ADR-3, {@code io.nats.server.metric.v1.service_latency}.
 *
 * @param startedNanos when the request crossed into the exporting account
 */
record LatencyMetric(
        ClientConnection requestor,
        boolean shares,
        Map<String, List<String>> headers,
        Instant started,
        long startedNanos) {

    private static final String TYPE = "io.nats.server.metric.v1.service_latency";
    private static final int OK = 200;

    /** Why there is no answer. */
    enum Failure {
        BAD_REQUEST(400, "Bad Request"),
        INTEREST_LOST(408, "Request Timeout"),
        UNAVAILABLE(503, "Service Unavailable"),
        TIMEOUT(504, "Service Timeout");

        private final int status;
        private final String text;

        Failure(int status, String text) {
            this.status = status;
            this.text = text;
        }
    }

    static LatencyMetric begin(
            SharedAccount exporter, ClientConnection requestor, boolean shares, Map<String, List<String>> headers) {
        return new LatencyMetric(
                requestor,
                shares,
                headers,
                exporter.sharing().now(),
                exporter.sharing().nanos());
    }

    /** A request without a reply subject came. */
    static void badRequest(
            @Nullable EventLoop loop,
            ClientConnection requestor,
            ServiceEntrance entrance,
            ServiceLatency latency,
            Map<String, List<String>> headers) {
        LatencyMetric metric = begin(entrance.exporter(), requestor, entrance.shares(), headers);
        metric.publishFailure(loop, entrance.exporter(), latency, Failure.BAD_REQUEST);
    }

    /** A request will not be answered. Nothing happens when it is not measured. */
    static void failed(@Nullable EventLoop loop, SharedAccount exporter, PendingReply pending, Failure failure) {
        ServiceLatency latency = latency(pending.export());
        if (pending.measurement() instanceof LatencyMetric metric && latency != null) {
            metric.publishFailure(loop, exporter, latency, failure);
        }
    }

    /** A request was answered. Nothing happens when it is not measured. */
    static void answered(
            @Nullable EventLoop loop,
            SharedAccount exporter,
            PendingReply pending,
            @Nullable ClientConnection responder) {
        ServiceLatency latency = latency(pending.export());
        if (pending.measurement() instanceof LatencyMetric metric && latency != null) {
            metric.publishAnswer(loop, exporter, latency, responder);
        }
    }

    private static @Nullable ServiceLatency latency(@Nullable ServiceExport export) {
        return export == null ? null : export.latency();
    }

    private void publishFailure(
            @Nullable EventLoop loop, SharedAccount exporter, ServiceLatency latency, Failure failure) {
        RequestInfo asker = told(requestor, shares);
        GoJson json = open(exporter, failure.status);
        json.put("description", failure.text).object("requestor");
        asker.write(json);
        json.end();
        close(loop, exporter, latency, json, asker, 0, 0, 0);
    }

    private void publishAnswer(
            @Nullable EventLoop loop,
            SharedAccount exporter,
            ServiceLatency latency,
            @Nullable ClientConnection responder) {
        RequestInfo asker = told(requestor, shares);
        long elapsed = exporter.sharing().nanos() - startedNanos;
        long responderTrip = 0;
        GoJson json = open(exporter, OK).object("requestor");
        asker.write(json);
        json.end();
        if (responder != null) {
            RequestInfo answerer = told(responder, true);
            responderTrip = answerer.roundTripNanos();
            json.object("responder");
            answerer.write(json);
            json.end();
        }
        long system = responderTrip > 0 ? exporter.sharing().nanos() - startedNanos - elapsed : 0;
        long total = asker.roundTripNanos() + elapsed + system;
        close(loop, exporter, latency, json, asker, Math.max(0, elapsed - responderTrip), Math.max(0, system), total);
    }

    private static RequestInfo told(ClientConnection client, boolean detailed) {
        return new RequestInfo(
                client.info(),
                detailed,
                null,
                detailed ? client.service().identity().serverName() : null,
                null);
    }

    private static GoJson open(SharedAccount exporter, int status) {
        return new GoJson()
                .begin()
                .put("type", TYPE)
                .put("id", exporter.sharing().newEventId())
                .put("timestamp", exporter.sharing().now())
                .always("status", status);
    }

    private void close(
            @Nullable EventLoop loop,
            SharedAccount exporter,
            ServiceLatency latency,
            GoJson json,
            RequestInfo asker,
            long service,
            long system,
            long total) {
        if (!headers.isEmpty()) {
            json.object("header");
            headers.forEach(json::put);
            json.end();
        }
        String text = json.put("start", started.minusNanos(asker.roundTripNanos()))
                .always("service", service)
                .always("system", system)
                .always("total", total)
                .end()
                .toString();
        new Delivery(loop, null)
                .in(
                        exporter.account(),
                        Publication.of(latency.subject().getBytes(UTF_8), null, null, text.getBytes(UTF_8)));
    }
}
