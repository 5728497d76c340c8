package io.vagus.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/**
 * Somebody signs in with their company's own sign-in: an OpenID Connect provider that is set up in Keycloak as any customer's
 * is. Another realm of the same Keycloak stands for the company's.
 */
@Order(8)
@ExtendWith(RunningService.class)
final class FederatedSignInIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final By SUBMIT =
            By.cssSelector("#kc-content [type='submit'], main [type='submit'], form [type='submit']");

    private final Service service;
    private final String company = "company-" + UUID.randomUUID().toString().substring(0, 8);
    private final String email = "grace@" + company + ".example";
    private final String password = "correct horse " + UUID.randomUUID();

    FederatedSignInIT(Service service) {
        this.service = service;
    }

    @Test
    void whoSignsInAtTheirCompanyIsInWithoutAPasswordHere() throws IOException, InterruptedException {
        makeCompany();
        try (var browser = Browser.open()) {
            try {
                browser.go(service.url("portal"));
                browser.click("sign-in");
                browser.awaitShown(By.id("social-" + company));
                browser.screenshot("sign-in-with-a-company");
                browser.click(By.id("social-" + company));
                browser.type(By.id("username"), email);
                browser.type(By.id("password"), password);
                browser.click(SUBMIT);

                browser.awaitShown(Browser.by("create-account"));
                browser.go(service.url("portal") + "/profile");
                await("the person's own address")
                        .atMost(LIMIT)
                        .until(() -> browser.page().contains("Grace Hopper, " + email));
                browser.screenshot("profile");
            } catch (RuntimeException | AssertionError e) {
                browser.screenshot("federated-failed");
                throw new AssertionError("the page was " + browser.page(), e);
            }
        }
    }

    private void makeCompany() throws IOException, InterruptedException {
        var broker = service.url("keycloak") + "/realms/vagus/broker/" + company + "/endpoint";
        var secret = UUID.randomUUID().toString();
        admin(
                "/admin/realms",
                Map.of(
                        "realm",
                        company,
                        "enabled",
                        true,
                        "clients",
                        List.of(Map.of(
                                "clientId", "vagus", "secret", secret, "redirectUris", List.of(broker, broker + "/*"))),
                        "users",
                        List.of(Map.of(
                                "username",
                                email,
                                "email",
                                email,
                                "emailVerified",
                                true,
                                "firstName",
                                "Grace",
                                "lastName",
                                "Hopper",
                                "enabled",
                                true,
                                "credentials",
                                List.of(Map.of("type", "password", "value", password, "temporary", false))))));
        var there = service.url("keycloak") + "/realms/" + company;
        var endpoints = there + "/protocol/openid-connect/";
        admin(
                "/admin/realms/vagus/identity-provider/instances",
                Map.of(
                        "alias",
                        company,
                        "displayName",
                        "The company",
                        "providerId",
                        "oidc",
                        "enabled",
                        true,
                        "trustEmail",
                        true,
                        "config",
                        Map.ofEntries(
                                Map.entry("issuer", there),
                                Map.entry("authorizationUrl", endpoints + "auth"),
                                Map.entry("tokenUrl", endpoints + "token"),
                                Map.entry("userInfoUrl", endpoints + "userinfo"),
                                Map.entry("jwksUrl", endpoints + "certs"),
                                Map.entry("useJwksUrl", "true"),
                                Map.entry("validateSignature", "true"),
                                Map.entry("clientId", "vagus"),
                                Map.entry("clientSecret", secret),
                                Map.entry("clientAuthMethod", "client_secret_post"),
                                Map.entry("defaultScope", "openid email profile"))));
    }

    private void admin(String path, Object body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(service.url("keycloak") + path))
                .header("Authorization", "Bearer " + adminToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Api.JSON.writeValueAsString(body)))
                .build();
        var answer = send(request);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(201);
    }

    private String adminToken() throws IOException, InterruptedException {
        var secret = Files.readString(service.home().resolve("secrets/keycloak-admin-password"))
                .strip();
        var form = "grant_type=password&client_id=admin-cli&username=vagus-admin&password="
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(
                        URI.create(service.url("keycloak") + "/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        JsonNode token = Api.JSON.readTree(send(request).body());
        return token.path("access_token").asText();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
