package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what in a team. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class RolesTest {

    private final Api owner = Api.person("owner");

    /** One operation for each right; the columns are the answers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "admin     | 200 | 200 | 200 | 200 | 201 | 201 | 200",
                "operator  | 200 | 200 | 200 | 200 | 403 | 201 | 403",
                "developer | 200 | 200 | 403 | 403 | 201 | 403 | 403",
                "viewer    | 200 | 200 | 403 | 403 | 403 | 403 | 403",
                "billing   | 200 | 403 | 403 | 403 | 403 | 403 | 403",
            })
    void rolesHaveTheRightsOfTheTable(
            String role, int view, int read, int audit, int operate, int develop, int accounts, int people) {
        String account = owner.account("a");
        Api member = member(role);

        assertThat(new int[] {
                    member.get(account).statusCode(),
                    member.get(account + "/users").statusCode(),
                    member.get(team() + "/audit").statusCode(),
                    member.post(account + "/suspend", "{}").statusCode(),
                    member.post(account + "/users", "{\"name\": \"u\"}").statusCode(),
                    member.post(team() + "/accounts", "{\"name\": \"b\"}").statusCode(),
                    member.patch(team(), "{\"name\": \"renamed\"}").statusCode()
                })
                .containsExactly(view, read, audit, operate, develop, accounts, people);
    }

    @Test
    void refusalsNameTheRoleAndAreInTheAuditLog() {
        Api viewer = member("viewer");

        viewer.patch(team(), "{\"name\": \"x\"}")
                .then()
                .statusCode(403)
                .body("detail", containsString("As viewer you may not manage"));

        owner.get(team() + "/audit")
                .then()
                .body("items[0].action", equalTo("team.update"))
                .body("items[0].actor", equalTo(viewer.email()))
                .body("items[0].outcome", equalTo("refused"));
    }

    @Test
    void rolesComeWithTheirRights() {
        member("viewer").get("/me").then().body("teams.find { it.role == 'viewer' }.rights", contains("view", "read"));
        owner.get(team()).then().body("rights", hasItems("own", "managePeople"));
    }

    @Test
    void memberGetsAnotherRole() {
        Api member = member("viewer");

        change(member, "operator").then().statusCode(200).body("role", equalTo("operator"));

        member.get(team() + "/audit").then().statusCode(200).body("items.action", hasItem("member.update"));
    }

    @Test
    void nobodyGivesOrEndsMoreThanTheyHave() {
        Api admin = member("admin");
        Api other = member("viewer");
        String path = team() + "/members/";

        admin.patch(path + id(other), "{\"role\": \"owner\"}").then().statusCode(403);
        admin.patch(path + id(admin), "{\"role\": \"owner\"}").then().statusCode(403);
        admin.patch(path + id(owner), "{\"role\": \"viewer\"}").then().statusCode(403);
        admin.delete(path + id(owner)).then().statusCode(403);
        admin.patch(path + id(other), "{\"role\": \"admin\"}").then().statusCode(200);
    }

    @Test
    void teamKeepsAnOwner() {
        Api other = member("admin");
        String path = team() + "/members/";

        change(owner, "viewer").then().statusCode(409);
        change(owner, "owner").then().statusCode(200);
        owner.delete(path + id(owner)).then().statusCode(409);
        change(other, "owner").then().statusCode(200);
        other.patch(path + id(owner), "{\"role\": \"viewer\"}").then().statusCode(200);
        owner.get(team()).then().body("rights", not(hasItem("own")));
    }

    @Test
    void everybodyMayLeave() {
        Api viewer = member("viewer");
        String team = team();

        viewer.delete(team + "/members/" + id(viewer)).then().statusCode(204);

        viewer.get(team).then().statusCode(404);
    }

    private Response change(Api member, String role) {
        return owner.patch(team() + "/members/" + id(member), "{\"role\": \"" + role + "\"}");
    }

    private String team() {
        return "/teams/" + owner.team();
    }

    /** Somebody new in the owner's team. */
    private Api member(String role) {
        Api person = Api.person(role);
        owner.post(team() + "/members", "{\"email\": \"" + person.email() + "\", \"role\": \"" + role + "\"}")
                .then()
                .statusCode(201);
        return person;
    }

    private static String id(Api person) {
        return person.get("/me").path("id");
    }
}
