package io.vagus.controlplane;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Somebody who uses the API: signed in at the identity provider, or with a personal access token. */
final class Api {

    private static final String ISSUER = "https://server.example.com";
    private final String bearer;

    private Api(String bearer) {
        this.bearer = bearer;
    }

    /** A new person of that name. */
    static Api person(String name) {
        String subject = UUID.randomUUID().toString();
        return new Api(token(subject, name + "-" + subject.substring(0, 8) + "@example.com", "vagus-api", ISSUER));
    }

    /** A new person of that name who runs the service. */
    static Api operator(String name) {
        String subject = UUID.randomUUID().toString();
        String email = name + "-" + subject.substring(0, 8) + "@example.com";
        return new Api(Jwt.claims(Map.of("email", email, "name", name))
                .claim("realm_access", Map.of("roles", java.util.List.of("vagus-operator")))
                .subject(subject)
                .issuer(ISSUER)
                .audience("vagus-api")
                .issuedAt(Instant.now())
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign("privateKey.jwk"));
    }

    /** That person, by a sign-in of that id. */
    static Api session(String name, String subject, String session) {
        return new Api(Jwt.claims(Map.of("email", name + "-" + subject.substring(0, 8) + "@example.com", "name", name))
                .claim("sid", session)
                .subject(subject)
                .issuer(ISSUER)
                .audience("vagus-api")
                .issuedAt(Instant.now())
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign("privateKey.jwk"));
    }

    static Api bearer(String token) {
        return new Api(token);
    }

    static String token(String subject, String email, String audience, String issuer) {
        return Jwt.claims(Map.of(
                        "email",
                        email,
                        "email_verified",
                        !email.startsWith("unverified"),
                        "name",
                        email.substring(0, email.indexOf('@'))))
                .subject(subject)
                .issuer(issuer)
                .audience(audience)
                .issuedAt(Instant.now())
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("1")
                .sign("privateKey.jwk");
    }

    RequestSpecification request() {
        return given().basePath("/api/v1").auth().oauth2(bearer);
    }

    Response get(String path) {
        return request().get(path);
    }

    Response post(String path, String body) {
        return request().contentType(ContentType.JSON).body(body).post(path);
    }

    Response post(String path, String body, String idempotencyKey) {
        return request()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", idempotencyKey)
                .body(body)
                .post(path);
    }

    Response patch(String path, String body) {
        return request().contentType(ContentType.JSON).body(body).patch(path);
    }

    Response put(String path, String body) {
        return request().contentType(ContentType.JSON).body(body).put(path);
    }

    Response delete(String path) {
        return request().delete(path);
    }

    /** The team that the person got when they first came. */
    String team() {
        return get("/me").then().statusCode(200).extract().path("teams[0].teamId");
    }

    String email() {
        return get("/me").then().statusCode(200).extract().path("email");
    }

    /** Makes an account in the person's team and returns its path. */
    String account(String name) {
        String id = post("/teams/" + team() + "/accounts", "{\"name\": \"" + name + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        return "/accounts/" + id;
    }
}
