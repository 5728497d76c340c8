package io.vagus.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps Keycloak's realm {@code vagus} as the service needs it, through the admin API, at every start: the registration
 * form, the clients with the audience the APIs ask for, redirects to where the portal is now, and the demo person.
 */
final class Realm {
    static final String NAME = "vagus";
    static final String PORTAL_CLIENT = "vagus-portal";
    static final String CLI_CLIENT = "vagus-cli";
    static final String DEMO_EMAIL = "demo@vagus.local";

    private static final String AUDIENCE = "vagus-api";
    private static final String DEMO_PASSWORD_FILE = "demo-password";
    /** Who may use the operator's console; their password is kept in the home's secrets. */
    private static final String OPERATOR_EMAIL = "operator@vagus.local";

    private static final String OPERATOR_PASSWORD_FILE = "operator-password";
    private static final String OPERATOR_ROLE = "vagus-operator";
    /** How Keycloak writes several addresses into one attribute of a client. */
    private static final String SEPARATOR_IN_ATTRIBUTE = "##";

    private static final int NOT_FOUND = 404;
    private static final int ACCESS_TOKEN_SECONDS = 300;

    private final String keycloakUrl;
    private final List<String> portalOrigins;
    private final Home home;

    Realm(String keycloakUrl, List<String> portalOrigins, Home home) {
        this.keycloakUrl = keycloakUrl;
        this.portalOrigins = portalOrigins;
        this.home = home;
    }

    void ensure() throws IOException, InterruptedException {
        var token = adminToken();
        if (call("GET", "", token, null).status() == NOT_FOUND) {
            Http.json("POST", keycloakUrl + "/admin/realms", token, realm()).orThrow("making the realm in Keycloak");
        } else {
            call("PUT", "", token, realm()).orThrow("updating the realm in Keycloak");
        }
        ensureClient(token, portalClient());
        ensureClient(token, cliClient());
        ensurePerson(token, DEMO_EMAIL, "Demo", demoPassword(home));
        ensureOperator(token);
    }

    static String demoPassword(Home home) throws IOException {
        return home.secret(DEMO_PASSWORD_FILE);
    }

    /** An access token of the demo person, for the service's own APIs. */
    static String demoToken(String keycloakUrl, Home home) throws IOException, InterruptedException {
        return Http.form(
                        keycloakUrl + "/realms/" + NAME + "/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                CLI_CLIENT,
                                "username",
                                DEMO_EMAIL,
                                "password",
                                demoPassword(home),
                                "scope",
                                "openid email profile"))
                .orThrow("signing in as " + DEMO_EMAIL)
                .path("access_token")
                .asText();
    }

    private String adminToken() throws IOException, InterruptedException {
        var answer = Http.form(
                keycloakUrl + "/realms/master/protocol/openid-connect/token",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        Keycloak.ADMIN,
                        "password",
                        home.secret("keycloak-admin-password")));
        if (!answer.succeeded()) {
            throw new LaunchException("Keycloak refuses the administrator's password kept in "
                    + home.path().resolve("secrets/keycloak-admin-password")
                    + "; was it changed or lost? './vagus reset' starts afresh.");
        }
        return answer.body().path("access_token").asText();
    }

    private static Map<String, Object> realm() {
        var realm = new HashMap<String, Object>(Map.ofEntries(
                Map.entry("realm", NAME),
                Map.entry("displayName", "Vagus"),
                Map.entry("loginTheme", "vagus"),
                Map.entry("enabled", true),
                Map.entry("registrationAllowed", true),
                Map.entry("registrationEmailAsUsername", true),
                Map.entry("loginWithEmailAllowed", true),
                Map.entry("duplicateEmailsAllowed", false),
                Map.entry("rememberMe", true),
                Map.entry("bruteForceProtected", true),
                Map.entry("passwordPolicy", "length(8)"),
                Map.entry("sslRequired", "external"),
                Map.entry("accessTokenLifespan", ACCESS_TOKEN_SECONDS)));
        realm.putAll(new Smtp(System.getenv()).forRealm());
        return realm;
    }

    private Map<String, Object> portalClient() {
        var redirects = portalOrigins.stream().map(origin -> origin + "/*").toList();
        return Map.ofEntries(
                Map.entry("clientId", PORTAL_CLIENT),
                Map.entry("name", "Vagus portal"),
                Map.entry("publicClient", true),
                Map.entry("standardFlowEnabled", true),
                Map.entry("directAccessGrantsEnabled", false),
                Map.entry("redirectUris", redirects),
                Map.entry("webOrigins", portalOrigins),
                Map.entry(
                        "attributes",
                        Map.of(
                                "pkce.code.challenge.method",
                                "S256",
                                "post.logout.redirect.uris",
                                String.join(SEPARATOR_IN_ATTRIBUTE, redirects))),
                Map.entry("protocolMappers", List.of(audienceMapper())));
    }

    private static Map<String, Object> cliClient() {
        return Map.of(
                "clientId",
                CLI_CLIENT,
                "name",
                "Vagus command line",
                "publicClient",
                true,
                "standardFlowEnabled",
                false,
                "directAccessGrantsEnabled",
                true,
                "protocolMappers",
                List.of(audienceMapper()));
    }

    private static Map<String, Object> audienceMapper() {
        return Map.of(
                "name", "audience",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config",
                        Map.of(
                                "included.custom.audience", AUDIENCE,
                                "access.token.claim", "true",
                                "id.token.claim", "false"));
    }

    private void ensureClient(String token, Map<String, Object> client) throws IOException, InterruptedException {
        var id = String.valueOf(client.get("clientId"));
        var found = call("GET", "/clients?clientId=" + id, token, null).orThrow("looking for client " + id);
        if (found.isEmpty()) {
            call("POST", "/clients", token, client).orThrow("making client " + id);
            return;
        }
        if (isOutdated(found.get(0), client)) {
            var changed = new java.util.HashMap<>(client);
            changed.remove("protocolMappers");
            call("PUT", "/clients/" + found.get(0).path("id").asText(), token, changed)
                    .orThrow("updating client " + id);
        }
    }

    private static boolean isOutdated(JsonNode found, Map<String, Object> client) {
        return client.get("redirectUris") instanceof List<?> redirects
                && !Set.copyOf(redirects).equals(Json.MAPPER.convertValue(found.path("redirectUris"), Set.class));
    }

    /** Makes the person when they are not there; returns their id in Keycloak. */
    private String ensurePerson(String token, String email, String firstName, String password)
            throws IOException, InterruptedException {
        var path = "/users?exact=true&username=" + Http.encode(email);
        var found = call("GET", path, token, null).orThrow("looking for " + email);
        if (found.isEmpty()) {
            call(
                            "POST",
                            "/users",
                            token,
                            Map.of(
                                    "username",
                                    email,
                                    "email",
                                    email,
                                    "emailVerified",
                                    true,
                                    "firstName",
                                    firstName,
                                    "lastName",
                                    "Person",
                                    "enabled",
                                    true,
                                    "credentials",
                                    List.of(Map.of("type", "password", "value", password, "temporary", false))))
                    .orThrow("making " + email);
            found = call("GET", path, token, null).orThrow("looking for " + email);
        }
        return found.path(0).path("id").asText();
    }

    /** The realm role of those who run the service, and one person who has it. */
    private void ensureOperator(String token) throws IOException, InterruptedException {
        if (call("GET", "/roles/" + OPERATOR_ROLE, token, null).status() == NOT_FOUND) {
            call("POST", "/roles", token, Map.of("name", OPERATOR_ROLE, "description", "Runs the service"))
                    .orThrow("making the role " + OPERATOR_ROLE);
        }
        var role = call("GET", "/roles/" + OPERATOR_ROLE, token, null).orThrow("reading the role " + OPERATOR_ROLE);
        var person = ensurePerson(token, OPERATOR_EMAIL, "Operator", home.secret(OPERATOR_PASSWORD_FILE));
        call("POST", "/users/" + person + "/role-mappings/realm", token, List.of(role))
                .orThrow("giving " + OPERATOR_EMAIL + " the role " + OPERATOR_ROLE);
    }

    private Http.Answer call(String method, String path, String token, @org.jspecify.annotations.Nullable Object body)
            throws IOException, InterruptedException {
        return Http.json(method, keycloakUrl + "/admin/realms/" + NAME + path, token, body);
    }
}
