package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vagus.base.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The monitoring endpoints over HTTP, by the JDK's own server: it costs nothing until the first request. Bounds against
 * strangers are the server's connection limit and its time limits for requests and answers.
 */
final class HttpMonitor implements AutoCloseable {
    /** Connections at the same time. */
    static final int MAX_CONNECTIONS = 512;

    /** Seconds for a request to arrive, and for an answer to leave. */
    static final int MAX_SECONDS = 30;

    private static final int NOT_FOUND = 404;
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService threads;
    private final String basePath;
    private final HttpRequestCounts counts;
    private final Log log;
    private final Map<String, Function<Query, Answer>> endpoints = new TreeMap<>();

    /** What an endpoint answers. */
    private record Answer(int status, String contentType, byte[] body) {
        static Answer json(ObjectNode json) {
            return new Answer(Healthz.OK, "application/json", Json.indented(json));
        }

        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }
    }

    HttpMonitor(
            Monitored monitored,
            InetSocketAddress address,
            String basePath,
            Varz varz,
            HttpRequestCounts counts,
            Log log)
            throws IOException {
        limit("jdk.httpserver.maxConnections", MAX_CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", MAX_SECONDS);
        limit("sun.net.httpserver.maxRspTime", MAX_SECONDS);
        this.basePath = basePath;
        this.counts = counts;
        this.log = log;
        Connz connz = new Connz(monitored);
        Subsz subsz = new Subsz(monitored);
        Accountz accountz = new Accountz(monitored);
        AccountStatz accountStatz = new AccountStatz(monitored);
        endpoints.put("/", query -> index(monitored));
        endpoints.put("/varz", query -> Answer.json(varz.answer()));
        endpoints.put("/connz", query -> Answer.json(connz.answer(ConnzOptions.of(query))));
        endpoints.put("/subsz", query -> Answer.json(subsz.answer(Subsz.Options.of(query))));
        endpoints.put("/subscriptionsz", query -> Answer.json(subsz.answer(Subsz.Options.of(query))));
        endpoints.put("/accountz", query -> Answer.json(accountz.answer(query.text("acc"))));
        endpoints.put("/accstatz", query -> Answer.json(accountStatz.answer(List.of(), query.flag("unused"))));
        endpoints.put("/healthz", HttpMonitor::health);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("vagus-http-", 0).factory());
        this.server = HttpServer.create(address, BACKLOG);
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
        String path = endpoint(exchange.getRequestURI().getPath());
        Function<Query, Answer> endpoint = path == null ? null : endpoints.get(path);
        if (path == null || endpoint == null) {
            return Answer.text(NOT_FOUND, "404 page not found\n");
        }
        counts.count(path);
        try {
            return endpoint.apply(new Query(exchange.getRequestURI().getRawQuery()));
        } catch (MonitoringException refused) {
            return Answer.text(Healthz.BAD_REQUEST, String.valueOf(refused.getMessage()));
        } catch (RuntimeException e) {
            log.error("Monitoring request for " + path + " failed: " + e);
            return Answer.text(500, "internal error");
        }
    }

    private @Nullable String endpoint(String path) {
        if (!path.startsWith(basePath)) {
            return null;
        }
        String rest = path.substring(basePath.length());
        return rest.isEmpty() ? "/" : rest;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        if (answer.status() != NOT_FOUND) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
        if (!head) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    private static Answer health(Query query) {
        for (String option :
                new String[] {"js-enabled", "js-enabled-only", "js-server-only", "js-meta-only", "details"}) {
            query.flag(option);
        }
        Healthz.Answer answer = Healthz.answer(query.text("account"), query.text("stream"), query.text("consumer"));
        return new Answer(answer.status(), "application/json", Json.compact(answer.body()));
    }

    private Answer index(Monitored monitored) {
        StringBuilder page = new StringBuilder(
                        "<!doctype html>\n<html lang=\"en\"><head><title>Monitoring</title></head><body>\n<h1>")
                .append("v")
                .append(monitored.node().identity().version())
                .append("</h1>\n");
        endpoints.keySet().stream()
                .filter(path -> !path.equals("/"))
                .forEach(path -> page.append("<a href=\".")
                        .append(path)
                        .append("\">")
                        .append(path)
                        .append("</a><br>\n"));
        page.append("</body></html>\n");
        return new Answer(
                Healthz.OK, "text/html; charset=utf-8", page.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The JDK's server knows its limits as system properties only; whoever starts the JVM may set others. */
    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }
}
