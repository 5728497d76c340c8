package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.teams.TeamDeletion;
import jakarta.inject.Inject;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How people and machines come into a team, what they are there, and how they and the team go. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class PeopleTest {

    @Inject
    Database database;

    @Inject
    TeamDeletion deletion;

    private final Api ada = Api.person("ada");

    @Test
    void theInvitedSeeAndAcceptTheirInvitation() {
        Api bob = Api.person("bob");
        String id = invite(bob.email().toUpperCase(Locale.ROOT), "operator").path("invitation.id");

        bob.get("/invitations").then().body("items.id", contains(id)).body("items[0].role", equalTo("operator"));
        bob.post("/invitations/" + id + "/accept", "{}").then().statusCode(200).body("role", equalTo("operator"));

        bob.get("/invitations").then().body("items", empty());
        ada.get(team() + "/members").then().body("items.email", hasItem(bob.email()));
        ada.get(team() + "/invitations").then().body("items[0].state", equalTo("accepted"));
        bob.post("/invitations/" + id + "/accept", "{}").then().statusCode(409);
    }

    @Test
    void theLinkOpensTheInvitationForWhoeverHasIt() {
        Api bob = Api.person("bob");
        Response created = invite("another.address@example.com", "viewer");
        String id = created.path("invitation.id");
        String link = created.path("link");
        String code = "{\"code\": \"" + link.substring(link.indexOf('#') + 1) + "\"}";

        bob.post("/invitations/" + id + "/open", "{}").then().statusCode(404);
        bob.post("/invitations/" + id + "/open", "{\"code\": \"guess\"}").then().statusCode(404);
        bob.post("/invitations/" + id + "/open", code).then().statusCode(200).body("teamName", notNullValue());
        bob.post("/invitations/" + id + "/accept", code).then().statusCode(200);

        ada.get(team() + "/audit?limit=4")
                .then()
                .body("items.action", hasItems("invitation.accept", "invitation.open"))
                .body("items.outcome", hasItems("done", "refused"));
    }

    @Test
    void anAddressThatNobodyVouchesForGetsNoInvitation() {
        Api mallory = Api.person("unverified-mallory");
        String id = invite(mallory.email(), "admin").path("invitation.id");

        mallory.get("/invitations").then().body("items", empty());
        mallory.post("/invitations/" + id + "/accept", "{}").then().statusCode(404);
    }

    @Test
    void invitationsAreDeclinedAndRevoked() {
        Api bob = Api.person("bob");
        String declined = invite(bob.email(), "viewer").path("invitation.id");
        create("{\"email\": \"" + bob.email() + "\", \"role\": \"viewer\"}")
                .then()
                .statusCode(409);

        bob.post("/invitations/" + declined + "/decline", "{}").then().statusCode(204);
        String revoked = invite(bob.email(), "viewer").path("invitation.id");
        ada.delete(team() + "/invitations/" + revoked).then().statusCode(204);

        bob.get("/invitations").then().body("items", empty());
        bob.post("/invitations/" + revoked + "/accept", "{}").then().statusCode(409);
        ada.get(team() + "/invitations").then().body("items.state", contains("revoked", "declined"));
        ada.delete(team() + "/invitations/" + revoked).then().statusCode(409);
    }

    @Test
    void linksAreShownOnce() {
        String body = "{\"email\": \"x@example.com\", \"role\": \"viewer\"}";

        ada.post(team() + "/invitations", body, "k").then().statusCode(201).body("link", containsString("#"));
        ada.post(team() + "/invitations", body, "k").then().statusCode(201).body("link", nullValue());
    }

    @Test
    void anAdminInvitesNoOwner() {
        Api admin = member("admin");

        admin.post(team() + "/invitations", "{\"email\": \"x@example.com\", \"role\": \"owner\"}")
                .then()
                .statusCode(403);
    }

    @Test
    void ownershipIsGivenAway() {
        Api bob = member("developer");

        ada.post(team() + "/transfer", "{\"personId\": \"" + id(bob) + "\"}")
                .then()
                .statusCode(200)
                .body("role", equalTo("owner"));

        ada.get(team()).then().body("role", equalTo("admin"));
        ada.post(team() + "/transfer", "{\"personId\": \"" + id(ada) + "\"}")
                .then()
                .statusCode(403);
    }

    @Test
    void aRoleInsideOneAccountStandsInForTheTeams() {
        Api bob = member("viewer");
        String one = ada.account("one");
        String other = ada.account("other");
        String user = "{\"name\": \"u\"}";

        ada.put(one + "/roles/" + id(bob), "{\"role\": \"developer\"}").then().statusCode(200);
        ada.put(one + "/roles/" + id(bob), "{\"role\": \"owner\"}").then().statusCode(400);

        bob.post(one + "/users", user).then().statusCode(201);
        bob.post(other + "/users", user).then().statusCode(403);
        bob.get("/me").then().body("teams.accounts.flatten().role", contains("developer"));
        ada.get(one + "/roles").then().body("items.email", contains(bob.email()));
        bob.put(one + "/roles/" + id(bob), "{\"role\": \"operator\"}").then().statusCode(403);

        ada.delete(one + "/roles/" + id(bob)).then().statusCode(204);
        bob.post(one + "/users", "{\"name\": \"v\"}").then().statusCode(403);
    }

    @Test
    void aRoleInsideAnAccountCanAlsoBeLess() {
        Api bob = member("developer");
        String account = ada.account("production");

        ada.put(account + "/roles/" + id(bob), "{\"role\": \"viewer\"}").then().statusCode(200);

        bob.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(403);
        bob.get(account + "/users").then().statusCode(200);
    }

    @Test
    void serviceAccountsWorkInTheirTeamByTheirTokens() {
        String path = team() + "/service-accounts";
        String id = ada.post(path, "{\"name\": \"ci\", \"role\": \"developer\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String secret = ada.post(path + "/" + id + "/tokens", "{\"name\": \"t\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("secret");
        Api ci = Api.bearer(secret);
        String account = ada.account("a");

        ci.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(201);
        ci.post(team() + "/accounts", "{\"name\": \"b\"}").then().statusCode(403);
        ci.post("/teams", "{\"name\": \"b\"}").then().statusCode(403);
        ci.get("/me").then().body("email", equalTo("service:ci")).body("teams", hasSize(1));
        ada.get(team() + "/audit")
                .then()
                .body("items.find { it.action == 'user.create' }.actor", equalTo("service:ci"))
                .body("items.find { it.action == 'user.create' }.actorKind", equalTo("service"));
        ada.get(team() + "/members").then().body("items", hasSize(1));

        ada.patch(path + "/" + id, "{\"role\": \"viewer\"}").then().statusCode(200);
        ci.post(account + "/users", "{\"name\": \"v\"}").then().statusCode(403);
        ada.get(path + "/" + id + "/tokens").then().body("items.lastUsedAt", hasItem(notNullValue()));
        ada.delete(path + "/" + id).then().statusCode(204);
        ci.get("/me").then().statusCode(401);
        ada.post(path, "{\"name\": \"boss\", \"role\": \"owner\"}").then().statusCode(400);
    }

    @Test
    void tokensOpenAPart() {
        String account = ada.account("a");
        String other = ada.account("b");
        Api reader = token("\"access\": \"read\"");
        Api ofTeam = token("\"teamId\": \"" + ada.team() + "\"");
        Api ofAccount = token("\"accountId\": \"" + account.substring("/accounts/".length()) + "\"");
        String second = ada.post("/teams", "{\"name\": \"second\"}").path("id");

        reader.get(account).then().statusCode(200);
        reader.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(403);
        reader.post("/teams", "{\"name\": \"x\"}").then().statusCode(403);

        ofTeam.post(account + "/users", "{\"name\": \"u\"}").then().statusCode(201);
        ofTeam.get("/teams/" + second).then().statusCode(403);
        ofTeam.get("/teams").then().body("items", hasSize(1));
        ofTeam.get("/me").then().body("teams", hasSize(1));

        ofAccount.get(account).then().statusCode(200);
        ofAccount.get(other).then().statusCode(403);
        ofAccount.get(team() + "/members").then().statusCode(403);
        ada.post(
                        "/tokens",
                        "{\"name\": \"x\", \"teamId\": \"" + Api.person("eve").team() + "\"}")
                .then()
                .statusCode(404);
    }

    @Test
    void aDeletedTeamIsClosedAndCanBeRestored() {
        String account = ada.account("a");
        Api admin = member("admin");

        admin.delete(team()).then().statusCode(403);
        ada.delete(team()).then().statusCode(200).body("deletesAt", notNullValue());

        ada.get(account).then().statusCode(200).body("suspended", equalTo(true));
        ada.post(team() + "/accounts", "{\"name\": \"b\"}").then().statusCode(409);
        ada.post(account + "/users", "{\"name\": \"b\"}").then().statusCode(409);
        ada.delete(team()).then().statusCode(409);

        ada.post(team() + "/restore", "").then().statusCode(200).body("deletesAt", nullValue());
        ada.get(account).then().body("suspended", equalTo(false));
        ada.post(account + "/users", "{\"name\": \"b\"}").then().statusCode(201);
    }

    @Test
    void aTeamGoesWhenItsGraceIsOver() {
        String account = ada.account("a");
        String team = team();
        ada.delete(team).then().statusCode(200);
        database.await(work -> work.session()
                .createNativeQuery("update team set purge_at = now() - interval '1 second' where id = '"
                        + team.substring("/teams/".length()) + "'")
                .executeUpdate());

        deletion.purge();

        ada.get(team).then().statusCode(404);
        ada.get(account).then().statusCode(404);
    }

    @Test
    void aPersonTakesTheirDataAlongAndIsForgotten() {
        Api bob = member("developer");
        String email = bob.email();
        String bobs = bob.team();
        bob.post("/tokens", "{\"name\": \"t\"}").then().statusCode(201);

        bob.get("/me/export")
                .then()
                .statusCode(200)
                .body("email", equalTo(email))
                .body("teams", hasSize(2))
                .body("tokens.name", contains("t"))
                .body("audit.action", hasItem("token.create"));
        bob.delete("/me").then().statusCode(204);

        ada.get(team() + "/members").then().body("items.email", not(hasItem(email)));
        assertThat(ada.get(team() + "/audit?limit=200").asString()).doesNotContain("\"actor\":\"" + email);
        bob.get("/teams/" + bobs).then().statusCode(404);
    }

    @Test
    void theOnlyOwnerOfATeamWithOthersStays() {
        member("viewer");

        ada.delete("/me").then().statusCode(409).body("detail", containsString("only owner"));
        ada.get(team()).then().statusCode(200);
    }

    private Response invite(String email, String role) {
        return create("{\"email\": \"" + email + "\", \"role\": \"" + role + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .response();
    }

    private Response create(String invitation) {
        return ada.post(team() + "/invitations", invitation);
    }

    private Api token(String limits) {
        return Api.bearer(ada.post("/tokens", "{\"name\": \"t\", " + limits + "}")
                .then()
                .statusCode(201)
                .extract()
                .path("secret"));
    }

    private String team() {
        return "/teams/" + ada.team();
    }

    private Api member(String role) {
        Api person = Api.person(role);
        ada.post(team() + "/members", "{\"email\": \"" + person.email() + "\", \"role\": \"" + role + "\"}")
                .then()
                .statusCode(201);
        return person;
    }

    private static String id(Api person) {
        return person.get("/me").path("id");
    }
}
