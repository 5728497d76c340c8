package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The REST API with somebody's token, as the OpenAPI document describes it. */
final class Api {
    static final JsonMapper JSON = new JsonMapper();

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(40);
    private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(60);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** One answer; the body is what came, parsed. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        Answer expect(int expected) {
            assertThat(status).as("%s: %s", response.uri(), response.body()).isEqualTo(expected);
            return this;
        }

        String text(String field) {
            return body.path(field).asText();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** That it is a problem document that names the field. */
        void namesField(String field) {
            assertThat(header("Content-Type")).startsWith("application/problem+json");
            assertThat(body.path("errors"))
                    .anySatisfy(
                            error -> assertThat(error.path("field").asText()).isEqualTo(field));
        }
    }

    private final String base;
    private final Supplier<String> token;

    Api(String base, Supplier<String> token) {
        this.base = base;
        this.token = token;
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    Answer post(String path, Object body) {
        return send("POST", path, write(body), Map.of());
    }

    Answer post(String path) {
        return send("POST", path, null, Map.of());
    }

    Answer postText(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    Answer postOnce(String path, String idempotencyKey, Object body) {
        return send("POST", path, write(body), Map.of("Idempotency-Key", idempotencyKey));
    }

    Answer patch(String path, Object body) {
        return send("PATCH", path, write(body), Map.of());
    }

    Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    private Answer send(String method, String path, @Nullable String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_LIMIT)
                .header("Authorization", "Bearer " + token.get());
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + base + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode parse(String body) throws IOException {
        return body.isBlank() ? JSON.missingNode() : JSON.readTree(body);
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What most tests need, in a step each.

    String myTeam() {
        return get("/me")
                .expect(200)
                .body()
                .path("teams")
                .path(0)
                .path("teamId")
                .asText();
    }

    String accounts() {
        return "/teams/" + myTeam() + "/accounts";
    }

    String createAccount(Map<String, ?> account) {
        return post(accounts(), account).expect(201).text("id");
    }

    String createActiveAccount(Map<String, ?> account) {
        var id = createAccount(account);
        awaitState(id, "active");
        return id;
    }

    void awaitState(String account, String state) {
        await("account " + account + " is " + state)
                .atMost(ACTIVE_LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    var answer = get("/accounts/" + account).expect(200);
                    assertThat(answer.text("state"))
                            .as(answer.text("stateReason"))
                            .isEqualTo(state);
                });
    }

    /** A NATS user with its credentials in a file under target/. */
    NatsUser createUser(String account, Map<String, ?> user) {
        var created = post("/accounts/" + account + "/users", user).expect(201);
        var id = created.body().path("user").path("id").asText();
        return new NatsUser(account, id, keep(created.text("creds")));
    }

    private static Path keep(String creds) {
        try {
            var folder = Files.createDirectories(Settings.TARGET.resolve("creds"));
            return Files.writeString(Files.createTempFile(folder, "user-", ".creds"), creds);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A NATS user that was made, and where its credentials are. */
    record NatsUser(String account, String id, Path creds) {}
}
