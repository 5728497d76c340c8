package io.vagus.controlplane;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator of the service works in a team while the team lets them, and never else. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class SupportAccessTest {

    private static final int SECONDS = 120;
    private static final String ASKED = "/operator/support-access";

    @Inject
    Database database;

    private World world;
    private Api owner;
    private Api operator;
    private String team;
    private String account;

    @BeforeEach
    void settle() {
        world = new World();
        owner = world.owner();
        operator = Api.operator("olga");
        team = "/teams/" + world.ids().get("teamId");
        account = "/accounts/" + world.ids().get("accountId");
    }

    @AfterEach
    void comeBack() {
        MovableClock.ahead(Duration.ZERO);
        // What jobs did ahead of time would keep them from their next rounds.
        database.await(work ->
                work.session().createNativeQuery("delete from job_round").executeUpdate());
    }

    @Test
    void nobodyComesInWithoutAYes() {
        operator.get(account).then().statusCode(404);
        String access = asked("viewer");

        operator.get(account).then().statusCode(404);
        operator.get("/me").then().body("teams.grantedBy", everyItem(nullValue()));
        decided(access, "refuse").then().statusCode(200).body("state", equalTo("refused"));
        operator.get(account).then().statusCode(404);
        decided(access, "grant").then().statusCode(409);
        operator.post(team + "/support-access/" + access + "/grant", "").then().statusCode(404);
    }

    @Test
    void aGrantedViewerLooksAndChangesNothingAndBothAreOnRecord() {
        String access = asked("viewer");
        decided(access, "grant")
                .then()
                .statusCode(200)
                .body("state", equalTo("granted"))
                .body("decidedBy", equalTo(owner.email()));

        operator.get(account).then().statusCode(200).body("name", equalTo(World.SECRET));
        operator.get(account).then().statusCode(200);
        operator.get("/me")
                .then()
                .body("teams.grantedBy", hasItem(owner.email()))
                .body("teams.role", hasItem("viewer"));
        operator.patch(account, "{\"description\": \"mine\"}").then().statusCode(403);
        operator.get(account + "?dry_run=true").then().statusCode(400);

        owner.get(team + "/audit?actor=" + operator.email())
                .then()
                .body("items.action", hasItems("support-access.request", "support-access.use", "account.update"))
                .body("items.findAll { it.action == 'support-access.use' }.detail", contains("account.read"))
                .body("items.find { it.action == 'account.update' }.outcome", equalTo("refused"))
                .body(
                        "items.findAll { it.action != 'support-access.request' }.grantedBy",
                        everyItem(equalTo(owner.email())));
        owner.get(team + "/audit?action=support-access.grant")
                .then()
                .body("items.detail[0]", containsString(operator.email()));
        owner.get(team + "/audit?actor=" + owner.email()).then().body("items.grantedBy", everyItem(nullValue()));
        operator.get("/operator/actions")
                .then()
                .body("items.action", hasItems("support-access.request", "support-access.grant"));
    }

    @Test
    void evenAnAdminByGrantLetsNobodyInAndDoesNotStay() {
        decided(asked("admin"), "grant").then().statusCode(200);

        operator.patch(account, "{\"description\": \"by olga\"}").then().statusCode(200);
        operator.post(team + "/members", "{\"email\": \"" + operator.email() + "\", \"role\": \"admin\"}")
                .then()
                .statusCode(403);
        operator.post(team + "/service-accounts", "{\"name\": \"back\", \"role\": \"admin\"}")
                .then()
                .statusCode(403);
        operator.delete(team).then().statusCode(403);
        operator.get(team).then().statusCode(200).body("rights", not(hasItem("managePeople")));
        owner.get(team + "/audit?action=account.update")
                .then()
                .body("items[0].actor", equalTo(operator.email()))
                .body("items[0].grantedBy", equalTo(owner.email()));
        Api token = Api.bearer(operator.post("/tokens", "{\"name\": \"t\"}").path("secret"));
        token.get(account).then().statusCode(404);
    }

    @Test
    void itEndsByItself() {
        String access = asked("developer");
        decided(access, "grant").then().statusCode(200);
        MovableClock.ahead(Duration.ofSeconds(SECONDS - 20));
        operator.get(account).then().statusCode(200);

        MovableClock.ahead(Duration.ofSeconds(SECONDS));

        operator.get(account).then().statusCode(404);
        owner.get(team + "/support-access").then().body("items.state", contains("expired"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> owner.get(team + "/audit?action=support-access.expire")
                        .then()
                        .body("items.actor", contains("system"))
                        .body("items.target", contains("support-access:" + access))
                        .body("items.detail[0]", containsString(operator.email() + " was let in as developer until")));
        owner.get(team + "/support-access").then().body("items.state", contains("expired"));
        operator.get("/operator/actions").then().body("items.action", hasItem("support-access.expire"));
        decided(access, "revoke").then().statusCode(409);
        operator.post(ASKED + "/" + access + "/end", "").then().statusCode(409);
        asked("viewer");
    }

    @Test
    void theTeamTakesItBackAndTheOperatorLeaves() {
        String first = asked("viewer");
        request("viewer").then().statusCode(409);
        decided(first, "grant").then().statusCode(200);
        decided(first, "revoke").then().statusCode(200).body("state", equalTo("revoked"));
        operator.get(account).then().statusCode(404);

        String second = asked("viewer");
        decided(second, "grant").then().statusCode(200);
        Api.operator("oleg").post(ASKED + "/" + second + "/end", "").then().statusCode(403);
        operator.post(ASKED + "/" + second + "/end", "").then().statusCode(200).body("state", equalTo("ended"));
        operator.get(account).then().statusCode(404);
    }

    @Test
    void onlyWhoManagesPeopleDecidesAndInPerson() {
        String access = asked("viewer");

        world.member("operator")
                .post(team + "/support-access/" + access + "/grant", "")
                .then()
                .statusCode(403);
        world.token("")
                .post(team + "/support-access/" + access + "/grant", "")
                .then()
                .statusCode(403);
        world.member("viewer")
                .get(team + "/support-access")
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
        world.member("admin")
                .post(team + "/support-access/" + access + "/grant", "")
                .then()
                .statusCode(200);
    }

    @Test
    void anotherTeamSeesAndDecidesNothing() {
        String access = asked("viewer");
        Api eve = Api.person("eve");

        eve.get(team + "/support-access").then().statusCode(404);
        eve.post(team + "/support-access/" + access + "/grant", "").then().statusCode(404);
        eve.post("/teams/" + eve.team() + "/support-access/" + access + "/grant", "")
                .then()
                .statusCode(404);
        eve.post(ASKED, body(owner.team(), "viewer")).then().statusCode(403);
        operator.get(account).then().statusCode(404);

        decided(access, "grant").then().statusCode(200);
        operator.get("/teams/" + eve.team()).then().statusCode(404);
        Api.operator("oleg").get(account).then().statusCode(404);
    }

    @Test
    void senselessRequestsAreRefused() {
        request("owner").then().statusCode(400).body("errors.field", contains("role"));
        operator.post(ASKED, body(java.util.UUID.randomUUID().toString(), "viewer"))
                .then()
                .statusCode(404);
        operator.post(ASKED, body(operator.team(), "viewer")).then().statusCode(409);
        operator.post(
                        ASKED,
                        "{\"teamId\": \"" + world.ids().get("teamId")
                                + "\", \"role\": \"viewer\", \"reason\": \" \", \"durationSeconds\": 60}")
                .then()
                .statusCode(400)
                .body("errors.field", contains("reason"));
    }

    private String asked(String role) {
        return request(role)
                .then()
                .statusCode(201)
                .body("state", equalTo("pending"))
                .extract()
                .path("id");
    }

    private Response request(String role) {
        return operator.post(ASKED, body(owner.team(), role));
    }

    private static String body(String teamId, String role) {
        return "{\"teamId\": \"" + teamId + "\", \"role\": \"" + role
                + "\", \"reason\": \"ticket 7: the stream stands still\", \"durationSeconds\": " + SECONDS + "}";
    }

    private Response decided(String access, String word) {
        return owner.post(team + "/support-access/" + access + "/" + word, "");
    }
}
