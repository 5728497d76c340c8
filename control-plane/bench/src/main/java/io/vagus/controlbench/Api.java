package io.vagus.controlbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** The public API as one caller uses it. */
final class Api {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than any request may take: comparing all accounts takes a while. */
    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);

    private final String root;
    private final String bearer;

    Api(String root, String bearer) {
        this.root = root;
        this.bearer = bearer;
    }

    /** Somebody who signs in at the identity provider. */
    static Api person(ServiceHome home, String email, String password) {
        String form = Map.of(
                        "grant_type", "password",
                        "client_id", "vagus-cli",
                        "username", email,
                        "password", password,
                        "scope", "openid email profile")
                .entrySet()
                .stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(home.tokenUrl()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return new Api(home.api(), sent(request).path("access_token").asText());
    }

    /** The same service with a token of somebody else. */
    Api with(String token) {
        return new Api(root, token);
    }

    JsonNode get(String path) {
        return sent(request(path).GET().build());
    }

    JsonNode post(String path, Object body) {
        return sent(request(path).POST(json(body)).build());
    }

    JsonNode patch(String path, Object body) {
        return sent(request(path).method("PATCH", json(body)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path))
                .timeout(TIME_LIMIT)
                .header("Authorization", "Bearer " + bearer)
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        return HttpRequest.BodyPublishers.ofString(JSON.valueToTree(body).toString());
    }

    private static JsonNode sent(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new BenchException(request.method() + " " + request.uri() + " was answered with "
                        + response.statusCode() + " " + response.body());
            }
            return response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new BenchException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
