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
        admin("/admin/realms", """
            {"realm": "%1$s", "enabled": true,
             "clients": [{"clientId": "vagus", "secret": "%2$s", "redirectUris": ["%3$s", "%3$s/*"]}],
             "users": [{"username": "%4$s", "email": "%4$s", "emailVerified": true, "enabled": true,
                        "firstName": "Grace", "lastName": "Hopper",
                        "credentials": [{"type": "password", "value": "%5$s", "temporary": false}]}]}
            """.formatted(company, secret, broker, email, password));
        var there = service.url("keycloak") + "/realms/" + company;
        var endpoints = there + "/protocol/openid-connect/";
        admin("/admin/realms/vagus/identity-provider/instances", """
            {"alias": "%1$s", "displayName": "The company", "providerId": "oidc", "enabled": true, "trustEmail": true,
             "config": {"issuer": "%2$s", "authorizationUrl": "%3$sauth", "tokenUrl": "%3$stoken",
                        "userInfoUrl": "%3$suserinfo", "jwksUrl": "%3$scerts", "useJwksUrl": "true",
                        "validateSignature": "true", "clientId": "vagus", "clientSecret": "%4$s",
                        "clientAuthMethod": "client_secret_post", "defaultScope": "openid email profile"}}
            """.formatted(company, there, endpoints, secret));
    }

    private void admin(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(service.url("keycloak") + path))
                .header("Authorization", "Bearer " + adminToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
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
