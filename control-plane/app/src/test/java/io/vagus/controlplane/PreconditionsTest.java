package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ETag} and {@code If-Match} on whatever can be changed; what is on nodes is in {@link JetStreamTest}. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class PreconditionsTest {

    private static final String OTHER = "\"of-another-version\"";

    private World world;
    private Api owner;

    @BeforeEach
    void settle() {
        world = new World().furnished();
        owner = world.owner();
    }

    @Test
    void everyConditionalOperationRefusesAnotherVersion() {
        List<Operation> operations = Operation.all().stream()
                .filter(Operation::isConditional)
                .filter(operation -> !operation.path().contains("/jetstream/"))
                // The operator's plans: OperatorTest.
                .filter(operation -> !operation.path().contains("/operator/"))
                .toList();
        Map<String, String> taken = new TreeMap<>();
        String own = world.ids().get("tokenId");
        for (Operation operation : operations) {
            if (operation.id().equals("deleteServiceToken")) {
                world.ids()
                        .put(
                                "tokenId",
                                owner.post(
                                                "/teams/" + owner.team() + "/service-accounts/"
                                                        + world.ids().get("serviceAccountId") + "/tokens",
                                                "{\"name\": \"t\"}")
                                        .path("id"));
            }
            RequestSpecification request = owner.request().header("If-Match", OTHER);
            Response answer = operation.id().equals("setAccountRole")
                    ? operation.call(request, operation.path(world.ids()), "{\"role\": \"developer\"}")
                    : operation.call(request, world.ids());
            if (answer.statusCode() != 412) {
                taken.put(operation.id(), answer.statusCode() + " " + answer.asString());
            }
            world.ids().put("tokenId", own);
        }

        assertThat(operations).hasSizeGreaterThan(30);
        assertThat(taken).isEmpty();
    }

    @Test
    void whoSawTheLastVersionMayChangeIt() {
        String account = "/accounts/" + world.ids().get("accountId");

        changes(account, owner.get(account), "{\"description\": \"%s\"}");
        String user = account + "/users/" + world.ids().get("userId");
        removes(user, owner.get(user));
        changes(
                account + "/exports/" + world.ids().get("exportId"),
                owner.patch(account + "/exports/" + world.ids().get("exportId"), "{\"description\": \"0\"}"),
                "{\"description\": \"%s\"}");
        String key = account + "/signing-keys/" + world.ids().get("keyId");
        changes(key, owner.get(key), "{\"description\": \"%s\"}");
        String sharing = account + "/sharing-settings";
        String settings =
                "{\"mappings\": [{\"subject\": \"a\", \"destinations\": [{\"subject\": \"%s\", \"weight\": 100}]}]}";
        replaces(sharing, owner.get(sharing), settings);
        replaces(sharing, owner.get(sharing), settings);
    }

    @Test
    void whatWasJustMadeIsDeletedByTheTagOfItsAnswer() {
        String account = "/accounts/" + world.ids().get("accountId");
        String team = "/teams/" + owner.team();

        made(account + "/users", "{\"name\": \"u\"}", "user.id");
        made(account + "/signing-keys", "{\"name\": \"k\"}", "id");
        made(account + "/exports", "{\"name\": \"x\", \"subject\": \"x\", \"kind\": \"service\"}", "id");
        made(account + "/alerts", "{\"name\": \"l\", \"metric\": \"connections\", \"threshold\": 1.5}", "id");
        made(account + "/alert-channels", "{\"name\": \"c\", \"kind\": \"nats\", \"target\": \"c\"}", "id");
        made(team + "/account-templates", "{\"name\": \"t\"}", "id");
        made(team + "/invitations", "{\"email\": \"i@example.com\", \"role\": \"viewer\"}", "invitation.id");
        made(team + "/webhooks", "{\"name\": \"w\", \"url\": \"http://127.0.0.1:1/\"}", "webhook.id");
        made("/tokens", "{\"name\": \"t\"}", "id");
        made(team + "/accounts", "{\"name\": \"made\"}", "id", "/accounts");
    }

    @Test
    void aConditionThatNobodyLooksAtIsRefused() {
        owner.request()
                .header("If-Match", OTHER)
                .contentType("application/json")
                .body("{\"name\": \"b\"}")
                .post("/teams/" + owner.team() + "/accounts")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("If-Match"));
        owner.get("/teams/" + owner.team() + "/accounts").then().header("ETag", nullValue());
    }

    private void changes(String path, Response before, String body) {
        String tag = tag(before);
        Response first = ifMatch(tag).body(body.formatted("1")).patch(path);
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(200);
        assertThat(tag(first)).isNotEqualTo(tag);
        assertThat(ifMatch(tag).body(body.formatted("2")).patch(path).statusCode())
                .isEqualTo(412);
        assertThat(ifMatch(tag(first)).body(body.formatted("3")).patch(path).statusCode())
                .as("the tag of the answer to a change of %s is the one of what is there", path)
                .isEqualTo(200);
    }

    private void replaces(String path, Response before, String body) {
        String tag = tag(before);
        String fresh = "s" + Integer.toHexString(tag.hashCode());
        Response first = ifMatch(tag).body(body.formatted(fresh)).put(path);
        assertThat(first.statusCode()).as(first.asString()).isEqualTo(200);
        assertThat(ifMatch(tag).body(body.formatted("z")).put(path).statusCode())
                .isEqualTo(412);
    }

    private void removes(String path, Response before) {
        assertThat(ifMatch(tag(before)).delete(path).statusCode()).isEqualTo(204);
    }

    private void made(String collection, String body, String id) {
        made(collection, body, id, collection);
    }

    private void made(String collection, String body, String id, String at) {
        Response made = owner.post(collection, body);
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        Response gone = ifMatch(tag(made)).delete(at + "/" + made.path(id));
        assertThat(gone.statusCode()).as(collection + " " + gone.asString()).isEqualTo(204);
    }

    private static String tag(Response answer) {
        assertThat(answer.header("ETag")).as(answer.asString()).isNotEmpty();
        return answer.header("ETag");
    }

    private RequestSpecification ifMatch(String tag) {
        return owner.request().contentType("application/json").header("If-Match", tag);
    }
}
