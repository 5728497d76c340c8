package io.vagus.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vagus.base.Log;
import io.vagus.monitoring.HttpEndpoints.Answer;
import io.vagus.monitoring.HttpEndpoints.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One port with endpoints over HTTP or HTTPS, by the JDK's own server: it costs nothing until the first request. Bounds
 * against strangers are the server's connection limit and its time limits for requests and answers.
 */
final class HttpMonitor implements AutoCloseable {
    /** Connections at the same time. */
    static final int MAX_CONNECTIONS = 512;

    /** Seconds for a request to arrive, and for an answer to leave. */
    static final int MAX_SECONDS = 30;

    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService threads;
    private final String basePath;
    private final Function<String, @Nullable Endpoint> endpoints;
    private final HttpRequestCounts counts;
    private final Log log;

    HttpMonitor(
            MonitoringSettings.HttpPort port,
            Function<String, @Nullable Endpoint> endpoints,
            HttpRequestCounts counts,
            Log log)
            throws IOException {
        limit("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", MAX_SECONDS);
        limit("sun.net.httpserver.maxRspTime", MAX_SECONDS);
        this.basePath = port.basePath();
        this.endpoints = endpoints;
        this.counts = counts;
        this.log = log;
        InetSocketAddress address = new InetSocketAddress(port.host(), Math.max(0, port.port()));
        this.server = port.tls() == null
                ? HttpServer.create(address, BACKLOG)
                : HttpsPort.create(address, BACKLOG, port.tls(), port.verifiesPeers());
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("vagus-http-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().close();
            send(exchange, answer(exchange));
        }
    }

    private Answer answer(HttpExchange exchange) {
        String path = path(exchange.getRequestURI().getPath());
        Endpoint endpoint = path == null ? null : endpoints.apply(path);
        if (path == null || endpoint == null) {
            return Answer.text(NOT_FOUND, "404 page not found\n");
        }
        String counted = endpoint.counted();
        if (counted != null) {
            counts.count(counted);
        }
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        try {
            return endpoint.answer()
                    .apply(new HttpEndpoints.Request(
                            new Query(exchange.getRequestURI().getRawQuery()), accept == null ? "" : accept));
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

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (answer.open()) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        }
        if (answer.status() == NOT_FOUND && !answer.open()) {
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head || answer.body().length == 0 ? -1 : answer.body().length);
        if (!head && answer.body().length > 0) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** The JDK's server knows its limits as system properties only; whoever starts the JVM may set others. */
    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }
}
