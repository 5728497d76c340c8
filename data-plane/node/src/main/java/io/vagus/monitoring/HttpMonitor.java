package io.vagus.monitoring;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.monitoring.HttpEndpoints.Answer;
import io.vagus.monitoring.HttpEndpoints.Endpoint;
import io.vagus.monitoring.http.HttpListener;
import io.vagus.monitoring.http.HttpRequest;
import io.vagus.monitoring.http.HttpResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One port with endpoints over HTTP or HTTPS: which paths there are, and what becomes of requests for them. */
final class HttpMonitor implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;

    private final HttpListener listener;
    private final String basePath;
    private final Function<String, @Nullable Endpoint> endpoints;
    private final HttpRequestCounts counts;
    private final Log log;

    HttpMonitor(
            MonitoringSettings.HttpPort port,
            Function<String, @Nullable Endpoint> endpoints,
            HttpRequestCounts counts,
            Clock clock,
            Log log)
            throws IOException {
        this.basePath = port.basePath();
        this.endpoints = endpoints;
        this.counts = counts;
        this.log = log;
        this.listener = new HttpListener(
                new InetSocketAddress(port.host(), Math.max(0, port.port())),
                port.tls(),
                port.verifiesPeers(),
                this::response,
                clock);
    }

    InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        listener.close();
    }

    private Answer answer(HttpRequest request) {
        String path = path(request.path());
        Endpoint endpoint = path == null ? null : endpoints.apply(path);
        if (path == null || endpoint == null) {
            return Answer.text(NOT_FOUND, "404 page not found\n");
        }
        String counted = endpoint.counted();
        if (counted != null) {
            counts.count(counted);
        }
        try {
            return endpoint.answer().apply(new HttpEndpoints.Request(new Query(request.query()), request.accept()));
        } catch (MonitoringException refused) {
            return Answer.text(Healthz.BAD_REQUEST, String.valueOf(refused.getMessage()));
        } catch (RuntimeException e) {
            log.error("Monitoring request for " + path + " failed: " + e);
            return Answer.text(FAILED, "internal error");
        }
    }

    private @Nullable String path(String path) {
        if (!path.startsWith(basePath)) {
            return null;
        }
        String rest = path.substring(basePath.length());
        return rest.isEmpty() ? "/" : rest;
    }

    private HttpResponse response(HttpRequest request) {
        Answer answer = answer(request);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", answer.contentType());
        if (answer.open()) {
            headers.put("Access-Control-Allow-Origin", "*");
        } else if (answer.status() == NOT_FOUND) {
            headers.put("X-Content-Type-Options", "nosniff");
        }
        return new HttpResponse(answer.status(), headers, answer.body());
    }
}
