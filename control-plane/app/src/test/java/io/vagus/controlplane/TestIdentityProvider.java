package io.vagus.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Keycloak's account API: each subject's sign-ins, by the paths and the JSON of the real one, which the
 * end-to-end tests ask. Whoever is not known has none.
 */
public final class TestIdentityProvider implements QuarkusTestResourceLifecycleManager {

    private record SignIn(String id, String browser, long started) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Queue<SignIn>> SESSIONS = new ConcurrentHashMap<>();
    private static volatile boolean away;

    private @Nullable HttpServer server;

    /** Signs the subject in, with a session of that id. */
    static void signIn(String subject, String id, String browser, long started) {
        SESSIONS.computeIfAbsent(subject, each -> new ConcurrentLinkedQueue<>()).add(new SignIn(id, browser, started));
    }

    /** Has it answer nothing but errors, or work again. */
    static void away(boolean now) {
        away = now;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/account/sessions", TestIdentityProvider::answer);
        server.start();
        return Map.of(
                "vagus.identity.account-url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/account");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]));
        Queue<SignIn> own = SESSIONS.getOrDefault(claims.path("sub").asText(), new ConcurrentLinkedQueue<>());
        String current = claims.path("sid").asText();
        String path = exchange.getRequestURI().getPath().substring("/account/sessions".length());
        if (away) {
            exchange.sendResponseHeaders(502, -1);
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            own.removeIf(each -> path.isEmpty()
                    ? !each.id().equals(current)
                    : path.substring(1).equals(each.id()));
            exchange.sendResponseHeaders(204, -1);
        } else {
            byte[] body = devices(own, current).toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static ArrayNode devices(Queue<SignIn> own, String current) {
        ArrayNode devices = JSON.createArrayNode();
        ObjectNode device = devices.addObject();
        device.put("os", "Linux")
                .put("osVersion", "Unknown")
                .put("device", "Other")
                .put("mobile", false);
        ArrayNode sessions = device.putArray("sessions");
        for (SignIn each : own) {
            ObjectNode session = sessions.addObject();
            session.put("id", each.id()).put("ipAddress", "192.0.2.7").put("browser", each.browser());
            session.put("started", each.started()).put("lastAccess", each.started() + 60);
            session.put("expires", each.started() + 36_000);
            session.put("current", each.id().equals(current));
            session.putArray("clients")
                    .addObject()
                    .put("clientId", "vagus-portal")
                    .put("clientName", "Vagus portal");
        }
        return devices;
    }
}
