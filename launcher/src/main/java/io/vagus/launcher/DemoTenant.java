package io.vagus.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * The demo person's account and NATS user, made through the public API as anybody would make them. A later start finds
 * them there and keeps the credentials file; without that file the user is made anew, as its secret is kept nowhere.
 */
final class DemoTenant {
    static final String NAME = "demo";

    private static final Duration ACTIVE_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 200;
    private static final int PAGE = 200;

    private final String keycloakUrl;
    private final String api;
    private final Home home;

    DemoTenant(Site site) {
        this.keycloakUrl = site.ports().keycloakUrl();
        this.api = site.ports().portalUrl() + "/api/v1";
        this.home = site.home();
    }

    void ensure() throws IOException, InterruptedException {
        var token = Realm.demoToken(keycloakUrl, home);
        var account = ensureAccount(token);
        awaitActive(token, account);
        ensureUser(token, account);
    }

    private String ensureAccount(String token) throws IOException, InterruptedException {
        var me = Http.json("GET", api + "/me", token, null).orThrow("asking the API who the demo person is");
        var accounts = api + "/teams/" + me.path("teams").path(0).path("teamId").asText() + "/accounts";
        var existing = named(Http.json("GET", accounts + "?limit=" + PAGE, token, null)
                .orThrow("listing the demo person's accounts"));
        if (!existing.isMissingNode()) {
            return existing.path("id").asText();
        }
        return Http.json(
                        "POST",
                        accounts,
                        token,
                        Map.of("name", NAME, "description", "Made by ./vagus up to try things out"))
                .orThrow("making the demo account")
                .path("id")
                .asText();
    }

    private void awaitActive(String token, String account) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + ACTIVE_LIMIT.toNanos();
        while (true) {
            var found =
                    Http.json("GET", api + "/accounts/" + account, token, null).orThrow("reading the demo account");
            if (found.path("state").asText().equals("active")
                    || found.path("suspended").asBoolean()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchException("control-plane: the demo account is still '"
                        + found.path("state").asText() + "' after " + ACTIVE_LIMIT.toSeconds() + " s ("
                        + found.path("stateReason").asText("no reason given") + "). Its log: "
                        + home.log(PartName.CONTROL_PLANE) + ", the node's: " + home.log(PartName.NODE));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void ensureUser(String token, String account) throws IOException, InterruptedException {
        var users = api + "/accounts/" + account + "/users";
        var existing =
                named(Http.json("GET", users + "?limit=" + PAGE, token, null).orThrow("listing the demo users"));
        if (!existing.isMissingNode()) {
            if (Files.exists(home.demoCreds())) {
                return;
            }
            Http.json("DELETE", users + "/" + existing.path("id").asText(), token, null)
                    .orThrow("removing the demo user whose credentials are lost");
        }
        var created = Http.json("POST", users, token, Map.of("name", NAME)).orThrow("making the demo user");
        Home.writePrivately(home.demoCreds(), created.path("creds").asText());
    }

    /** The live item called {@value #NAME} on a page, or a missing node. */
    private static JsonNode named(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false)
                .filter(item -> item.path("name").asText().equals(NAME))
                .filter(item -> !item.path("state").asText().equals("revoked"))
                .findFirst()
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }
}
