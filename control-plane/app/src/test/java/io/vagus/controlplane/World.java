package io.vagus.controlplane;

import java.util.HashMap;
import java.util.Map;

/** A team with one of each thing in it, for tests that call every operation. */
final class World {

    /** Stands in the names of things that nobody outside may read. */
    static final String SECRET = "hush";

    private final Api owner = Api.person("owner");
    private final Map<String, String> ids = new HashMap<>();

    World() {
        String team = owner.team();
        owner.patch("/teams/" + team, named());
        String account = owner.post("/teams/" + team + "/accounts", named()).path("id");
        ids.put("url", "https://example.com/hook");
        ids.put("teamId", team);
        ids.put("accountId", account);
        ids.put("personId", member("viewer").get("/me").path("id"));
        ids.put(
                "keyId",
                owner.post("/accounts/" + account + "/signing-keys", named()).path("id"));
        ids.put("userId", owner.post("/accounts/" + account + "/users", named()).path("user.id"));
        ids.put("tokenId", owner.post("/tokens", named()).path("id"));
        ids.put(
                "invitationId",
                owner.post("/teams/" + team + "/invitations", "{\"email\": \"hush@example.com\", \"role\": \"viewer\"}")
                        .path("invitation.id"));
        ids.put(
                "serviceAccountId",
                owner.post(
                                "/teams/" + team + "/service-accounts",
                                "{\"name\": \"" + SECRET + "\", \"role\": \"viewer\"}")
                        .path("id"));
    }

    Api owner() {
        return owner;
    }

    /** Puts into the account what else an account can have. */
    World furnished() {
        String team = "/teams/" + ids.get("teamId");
        String account = "/accounts/" + ids.get("accountId");
        add("templateId", team + "/account-templates", named(), "id");
        add("webhookId", team + "/webhooks", "{\"name\": \"hush\", \"url\": \"http://127.0.0.1:1/\"}", "webhook.id");
        add("exportId", account + "/exports", "{\"name\": \"hush\", \"subject\": \"e\", \"kind\": \"stream\"}", "id");
        add(
                "activationId",
                account + "/exports/" + ids.get("exportId") + "/activations",
                "{\"accountKey\": \"" + owner.get(account).path("publicKey") + "\"}",
                "id");
        String other = owner.account("other");
        String offered = owner.post(other + "/exports", "{\"name\": \"o\", \"subject\": \"o\", \"kind\": \"stream\"}")
                .path("id");
        add("importId", account + "/imports", "{\"name\": \"hush\", \"exportId\": \"" + offered + "\"}", "id");
        add(
                "alertId",
                account + "/alerts",
                "{\"name\": \"hush\", \"metric\": \"connections\", \"threshold\": 1}",
                "id");
        add(
                "channelId",
                account + "/alert-channels",
                "{\"name\": \"hush\", \"kind\": \"nats\", \"target\": \"alerts\"}",
                "id");
        owner.put(account + "/roles/" + ids.get("personId"), "{\"role\": \"operator\"}");
        return this;
    }

    private void add(String name, String collection, String body, String id) {
        ids.put(
                name,
                owner.post(collection, body).then().statusCode(201).extract().path(id));
    }

    Map<String, String> ids() {
        return ids;
    }

    /** Somebody new with that role in the team. */
    Api member(String role) {
        Api person = Api.person(role);
        owner.post(
                        "/teams/" + owner.team() + "/members",
                        "{\"email\": \"" + person.email() + "\", \"role\": \"" + role + "\"}")
                .then()
                .statusCode(201);
        return person;
    }

    /** A token of the owner with these further members, and its id. */
    Api token(String members) {
        return Api.bearer(
                owner.post("/tokens", "{\"name\": \"t\"" + members + "}").path("secret"));
    }

    private static String named() {
        return "{\"name\": \"" + SECRET + "\"}";
    }
}
