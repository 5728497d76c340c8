package io.vagus.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The few kinds of HTTP request that the launcher makes, each bounded in time. */
final class Http {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(3);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int FIRST_ERROR = 300;

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    /** What came back; the body is a missing node when there was none. */
    record Answer(int status, JsonNode body) {
        boolean succeeded() {
            return status < FIRST_ERROR;
        }

        /** The body of an answer that must be a success. */
        JsonNode orThrow(String what) {
            if (!succeeded()) {
                throw new LaunchException(what + " failed with status " + status + ": " + body);
            }
            return body;
        }
    }

    private Http() {}

    static boolean answersOk(String uri) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(uri)).timeout(HEALTH_LIMIT).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    }

    static Answer form(String uri, Map<String, String> fields) throws IOException, InterruptedException {
        var body = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(uri))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static Answer json(String method, String uri, String token, @Nullable Object body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(uri)).header("Authorization", "Bearer " + token);
        if (body == null) {
            return send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        return send(request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(Json.MAPPER.writeValueAsString(body))));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = CLIENT.send(request.timeout(REQUEST_LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), parse(response.body()));
    }

    private static JsonNode parse(String body) throws IOException {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Json.MAPPER.getNodeFactory().textNode(body);
        }
    }
}
