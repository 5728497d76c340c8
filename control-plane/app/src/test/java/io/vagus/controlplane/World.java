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
