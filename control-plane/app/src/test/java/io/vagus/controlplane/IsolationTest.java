package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.EvenAnswers;
import io.vagus.controlplane.tokens.store.TokenRows;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every operation of the document, called by everybody who must not: refused, recorded, and nothing told. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class IsolationTest {

    /** Change nothing although they are not GET: what a reader may ask. Whoever adds one here says why. */
    private static final Set<String> READING = Set.of(
            "previewPermissions", // asks what a user may do
            "previewStreamChange" // asks what a change of a stream would do
            );

    /** On a thing, and still nobody's but the caller's: told apart by the code of a link. */
    private static final Set<String> BY_LINK = Set.of("openInvitation", "acceptInvitation", "declineInvitation");

    /** On something of the caller's own that the identity provider keeps: whose another's is, nobody here knows. */
    private static final Set<String> OWN = Set.of("endSession");

    @Inject
    Database database;

    private World world;

    @BeforeEach
    void settle() {
        world = new World();
    }

    @Test
    void anotherTenantReachesNothing() {
        Api stranger = Api.person("stranger");
        List<String> reached = new ArrayList<>();
        Set<String> called = new HashSet<>();

        for (Operation operation : on(operation -> operation.isOnAThing() && !operation.isOperators())) {
            if (!OWN.contains(operation.id())) {
                called.add(operation.id());
            }
            Response answer = operation.call(stranger.request().header("X-Request-Id", operation.id()), world.ids());
            if (answer.statusCode() != 404) {
                reached.add(operation.id() + " answered " + answer.statusCode() + " " + answer.asString());
            }
            if (answer.asString().contains(World.SECRET)) {
                reached.add(operation.id() + " told a name");
            }
        }

        assertThat(reached).isEmpty();
        assertThat(refused()).as("attempts in the audit log of the team").containsAll(called);
    }

    @Test
    void theTimeOfAnAnswerTellsNothing() {
        Api stranger = Api.person("stranger");
        Map<String, String> nobodys = Map.of();
        List<Operation> reads = on(operation ->
                operation.isRead() && operation.path().startsWith("/api/v1/accounts/") && operation.isOnAThing());

        for (Operation operation : reads) {
            for (Map<String, String> ids : List.of(world.ids(), nobodys)) {
                Response answer = operation.call(stranger.request(), ids);
                assertThat(answer.statusCode()).as(operation.id()).isEqualTo(404);
                assertThat(answer.time())
                        .as("%s waits until it takes as long as any other", operation.id())
                        .isGreaterThanOrEqualTo(EvenAnswers.STEP_MILLIS - 1L);
            }
        }
    }

    @Test
    void aViewerChangesNothing() {
        Set<String> called = assertAllAnswer(
                403,
                world.member("viewer"),
                operation -> operation.isOnAThing()
                        && !operation.isRead()
                        && !BY_LINK.contains(operation.id())
                        && !READING.contains(operation.id())
                        && !OWN.contains(operation.id())
                        && !operation.id().equals("deleteToken"));

        assertThat(refused()).as("attempts in the audit log of the team").containsAll(called);
    }

    @Test
    void billingChangesNothing() {
        Set<String> called = assertAllAnswer(
                403,
                world.member("billing"),
                operation -> operation.isOnAThing()
                        && !operation.isRead()
                        && !BY_LINK.contains(operation.id())
                        && !OWN.contains(operation.id())
                        && !operation.id().equals("deleteToken"));

        assertThat(refused()).as("attempts in the audit log of the team").containsAll(called);
    }

    @Test
    void aTokenThatReadsChangesNothing() {
        assertAllAnswer(
                403,
                world.token(", \"access\": \"read\""),
                operation -> !operation.isRead() && !READING.contains(operation.id()));
    }

    @Test
    void anExpiredTokenOpensNothing() {
        Api expired = world.token(", \"expiresInSeconds\": 1");
        await().until(() -> expired.get("/me").statusCode() == 401);

        assertAllAnswer(401, expired, operation -> !operation.isOpen());
        world.owner()
                .get("/teams/" + world.ids().get("teamId") + "/audit?action=token.use")
                .then()
                .body("items.actor", contains(world.owner().email()))
                .body("items.outcome", contains("refused"))
                .body("items.detail[0]", containsString("has expired"));
    }

    @Test
    void aRevokedTokenOpensNothing() {
        String id = world.owner().post("/tokens", "{\"name\": \"revoked\"}").path("id");
        Api revoked = world.token("");
        world.owner().get("/tokens").<List<String>>path("items.id").stream()
                .filter(each -> !each.equals(id))
                .forEach(each -> world.owner().delete("/tokens/" + each));

        assertAllAnswer(401, revoked, operation -> !operation.isOpen());
        world.owner()
                .get("/teams/" + world.ids().get("teamId") + "/audit?action=token.use")
                .then()
                .body("items.actor", contains(world.owner().email()))
                .body("items.outcome", contains("refused"))
                .body("items.detail[0]", containsString("was revoked"));
    }

    @Test
    void aRevokedTokenOfOneTeamIsToldToThatTeamAlone() {
        Api owner = world.owner();
        String other = owner.post("/teams", "{\"name\": \"other\"}").path("id");
        Response made = owner.post("/tokens", "{\"name\": \"t\", \"teamId\": \"" + other + "\"}");
        owner.delete("/tokens/" + made.path("id")).then().statusCode(204);

        Api.bearer(made.path("secret")).get("/me").then().statusCode(401);

        owner.get("/teams/" + other + "/audit?action=token.use")
                .then()
                .body("items.detail", contains(made.<String>path("prefix") + "… was revoked"));
        owner.get("/teams/" + owner.team() + "/audit?action=token.use").then().body("items", hasSize(0));
    }

    @Test
    void ofAPersonTheLatestHundredRevokedTokensAreKnown() {
        Api owner = world.owner();
        Response first = owner.post("/tokens", "{\"name\": \"t\"}");
        owner.delete("/tokens/" + first.path("id")).then().statusCode(204);
        sql("insert into revoked_token select sha256(convert_to(token_id || ' ' || n, 'utf8')), gen_random_uuid(),"
                + " person_id, 'vgs_other', null, now() from revoked_token, generate_series(2, "
                + TokenRows.MAX_REVOKED + ") n where token_id = '" + first.path("id") + "'");

        Api.bearer(first.path("secret")).get("/me").then().statusCode(401);
        owner.get("/teams/" + owner.team() + "/audit?action=token.use").then().body("items", hasSize(1));

        String next = owner.post("/tokens", "{\"name\": \"t\"}").path("id");
        owner.delete("/tokens/" + next).then().statusCode(204);
        assertThat(known(first.path("id"))).isFalse();
        assertThat(known(next)).isTrue();
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }

    private boolean known(String tokenId) {
        return database.await(work -> work.session()
                        .createNativeQuery(
                                "select count(*) from revoked_token where token_id = '" + tokenId + "'", Long.class)
                        .getSingleResult())
                > 0;
    }

    @Test
    void nobodyWithoutATokenComesIn() {
        assertAllAnswer(401, Api.bearer("nothing"), operation -> !operation.isOpen());
    }

    /** Returns what was called of what a team has; what is the operator's is in no team's log. */
    private Set<String> assertAllAnswer(int status, Api caller, Predicate<Operation> operations) {
        Set<String> called = new HashSet<>();
        TreeMap<String, String> others = new TreeMap<>();
        for (Operation operation : on(operations)) {
            Response answer = operation.call(caller.request().header("X-Request-Id", operation.id()), world.ids());
            if (!operation.isOperators()) {
                called.add(operation.id());
            }
            if (answer.statusCode() != status) {
                others.put(operation.id(), answer.statusCode() + " " + answer.asString());
            }
        }

        assertThat(others).isEmpty();
        return called;
    }

    private static List<Operation> on(Predicate<Operation> wanted) {
        List<Operation> operations = Operation.all().stream().filter(wanted).toList();
        assertThat(operations).isNotEmpty();
        return operations;
    }

    private Set<String> refused() {
        Set<String> ids = new HashSet<>();
        String audit = "/teams/" + world.ids().get("teamId") + "/audit?outcome=refused&limit=200";
        String cursor = "";
        while (cursor != null) {
            Response page = world.owner().get(audit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            ids.addAll(page.<List<String>>path("items.requestId"));
            cursor = page.path("nextCursor");
        }
        return ids;
    }
}
