package io.vagus.billing.service.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Answers `GET /api/v1/accounts/{id}` as the control plane does, for accounts and tokens that a test names. */
public final class ControlPlaneStub implements QuarkusTestResourceLifecycleManager {

    private static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();
    private static final AtomicInteger ASKED = new AtomicInteger();

    private @Nullable HttpServer server;

    /** An account that a fresh token may see. */
    public record Visitor(UUID accountId, String token) {}

    private record Answer(int status, String body) {}

    public static Visitor ownerOf(String publicKey) {
        return visitor(200, """
                {"id": "x", "name": "orders", "publicKey": "%s", "state": "active"}""".formatted(publicKey));
    }

    /** A visitor to whom the control plane answers with a status alone, or with this body. */
    public static Visitor visitor(int status, String body) {
        Visitor visitor = new Visitor(UUID.randomUUID(), "token-" + UUID.randomUUID());
        ANSWERS.put(
                key("/api/v1/accounts/" + visitor.accountId(), "Bearer " + visitor.token()), new Answer(status, body));
        return visitor;
    }

    /** How often it was asked for anything. */
    public static int asked() {
        return ASKED.get();
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer fresh = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            fresh.createContext("/", ControlPlaneStub::answer);
            fresh.start();
            server = fresh;
            return Map.of(
                    "vagus.control-plane.url",
                    "http://127.0.0.1:" + fresh.getAddress().getPort(),
                    "vagus.control-plane.timeout",
                    "1S",
                    "quarkus.http.test-port",
                    "0",
                    "vagus.nats.urls",
                    "nats://127.0.0.1:1",
                    "vagus.portal.origin",
                    "http://portal.test:8080");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        ASKED.incrementAndGet();
        Answer answer = ANSWERS.getOrDefault(
                key(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders().getFirst("Authorization")),
                new Answer(401, "{}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String key(String path, @Nullable String authorization) {
        return path + " " + authorization;
    }
}
