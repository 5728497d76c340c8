package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody who can sign in, with an access token that is renewed before it ends. */
final class Person {
    /** Well below the five minutes that a token lives. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(3);

    private final Service service;
    private final String email;
    private final String password;
    private @Nullable String token;
    private long tokenNanos;

    Person(Service service, String email, String password) {
        this.service = service;
        this.email = email;
        this.password = password;
    }

    static Person demo(Service service) {
        var demo = service.state().path("demo");
        return new Person(
                service, demo.path("email").asText(), demo.path("password").asText());
    }

    /** Who runs the service. */
    static Person operator(Service service) {
        try {
            return new Person(
                    service,
                    "operator@vagus.local",
                    Files.readString(service.home().resolve("secrets/operator-password"))
                            .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String email() {
        return email;
    }

    String password() {
        return password;
    }

    Api api() {
        return new Api(service.url("portal") + "/api/v1", this::token);
    }

    Api billing() {
        return new Api(service.url("billing") + "/api/v1", this::token);
    }

    synchronized String token() {
        if (token == null || System.nanoTime() - tokenNanos > RENEWED_AFTER.toNanos()) {
            token = signIn();
            tokenNanos = System.nanoTime();
        }
        return token;
    }

    private String signIn() {
        var form = "grant_type=password&client_id=vagus-cli&scope=openid+email+profile&username=" + encode(email)
                + "&password=" + encode(password);
        var request = HttpRequest.newBuilder(
                        URI.create(service.url("keycloak") + "/realms/vagus/protocol/openid-connect/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return Api.JSON.readTree(response.body()).path("access_token").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
