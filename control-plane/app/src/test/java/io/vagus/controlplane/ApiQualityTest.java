package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for all operations alike. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class ApiQualityTest {

    private final Api ada = Api.person("ada");

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        String tag = ada.get(team()).then().statusCode(200).extract().header("ETag");
        String body = "{\"name\": \"second\"}";

        // The tag is not all there is to see, so a read is always answered, and kept by no cache.
        ada.request()
                .header("If-None-Match", tag)
                .get(team())
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store");
        ifMatch(tag).body(body).patch(team()).then().statusCode(200).header("ETag", not(equalTo(tag)));
        ifMatch(tag)
                .body("{\"name\": \"third\"}")
                .patch(team())
                .then()
                .statusCode(412)
                .body("type", equalTo("urn:vagus:problem:precondition-failed"));
        ifMatch(tag).delete(team()).then().statusCode(412);
        ifMatch("*").body("{\"name\": \"third\"}").patch(team()).then().statusCode(200);
        ada.get(team()).then().body("name", equalTo("third"));
    }

    @Test
    void aDryRunAnswersAndChangesNothing() {
        ada.request()
                .contentType("application/json")
                .body("{\"name\": \"a\"}")
                .post(team() + "/accounts?dry_run=true")
                .then()
                .statusCode(201)
                .header("Dry-Run", "true")
                .body("name", equalTo("a"));
        ada.delete(team() + "?dry_run=true").then().statusCode(200).body("deletesAt", notNullValue());

        ada.get(team() + "/accounts").then().body("items", empty());
        ada.get(team() + "/audit").then().body("items", empty());
        ada.get(team()).then().header("Dry-Run", org.hamcrest.Matchers.nullValue());
        ada.delete(team() + "?dry_run=maybe").then().statusCode(400);
    }

    @Test
    void aDryRunThatIsRefusedIsInTheAuditLog() {
        Api eve = Api.person("eve");
        eve.delete(team() + "?dry_run=true").then().statusCode(404);

        ada.get(team() + "/audit").then().body("items.action", contains("team.delete"));
    }

    @Test
    void answersSayHowManyRequestsAreLeft() {
        long first = left(ada.get("/me"));
        long second = left(ada.get("/me"));

        assertThat(first).isPositive();
        assertThat(second).isBetween(first - 1, first);
    }

    @Test
    void auditLogIsFiltered() {
        String account = ada.account("a");
        ada.post(account + "/suspend", "{}");
        Api.person("eve").get(account);
        String audit = team() + "/audit";

        ada.get(audit + "?action=account.suspend").then().body("items", hasSize(1));
        ada.get(audit + "?action=account").then().body("items.action", everyItem(startsWith("account.")));
        ada.get(audit + "?action=accoun").then().body("items", empty());
        ada.get(audit + "?outcome=refused").then().body("items.outcome", contains("refused"));
        ada.get(audit + "?actor=" + ada.email()).then().body("items.actor", everyItem(equalTo(ada.email())));
        ada.get(audit + "?target=account:" + account.substring("/accounts/".length()))
                .then()
                .body("items", hasSize(3));
        ada.get(audit + "?from=2999-01-01T00:00:00Z").then().body("items", empty());
        ada.get(audit + "?to=2999-01-01T00:00:00Z").then().body("items", hasSize(3));
        ada.get(audit + "?from=yesterday").then().statusCode(400);
        ada.request().urlEncodingEnabled(false).get(audit + "?actor=%00").then().statusCode(400);
    }

    @Test
    void auditLogIsExported() {
        ada.account("a");
        String audit = team() + "/audit/export";

        ada.get(audit + ".csv")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .header("Content-Disposition", containsString("audit.csv"))
                .body(startsWith("id,at,actor,"))
                .body(containsString("account.create"));
        ada.get(audit + ".ndjson?action=account.create")
                .then()
                .statusCode(200)
                .body(containsString("\"action\":\"account.create\""));
        ada.get(team() + "/audit").then().body("items.action", hasItem("audit.export"));
    }

    @Test
    void ofManyChangesToOneVersionOneWins() {
        String machine = created("/service-accounts", "{\"name\": \"ci\", \"role\": \"viewer\"}", "id");
        String hook = created("/webhooks", "{\"name\": \"h\", \"url\": \"http://127.0.0.1:1/\"}", "webhook.id");

        onlyOneChanges(machine, "{\"role\": \"developer\"}", "{\"role\": \"operator\"}");
        onlyOneChanges(hook, "{\"events\": [\"account\"]}", "{\"enabled\": false}");
    }

    private String created(String collection, String body, String id) {
        String path = team() + collection;
        return path + "/"
                + ada.post(path, body).then().statusCode(201).extract().path(id);
    }

    private void onlyOneChanges(String path, String before, String change) {
        String tag = ada.patch(path, before).then().statusCode(200).extract().header("ETag");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = Stream.generate(
                            () -> threads.submit(() -> ifMatch(tag).body(change).patch(path)))
                    .limit(8)
                    .toList();
            assertThat(answers)
                    .extracting(answer -> answer.get().statusCode())
                    .as("the answers to 8 changes of %s at once", path)
                    .filteredOn(status -> status != 412)
                    .containsExactly(200);
        }
    }

    private io.restassured.specification.RequestSpecification ifMatch(String tag) {
        return ada.request().contentType("application/json").header("If-Match", tag);
    }

    private static long left(Response answer) {
        return Long.parseLong(answer.header("RateLimit-Remaining"));
    }

    private String team() {
        return "/teams/" + ada.team();
    }
}
