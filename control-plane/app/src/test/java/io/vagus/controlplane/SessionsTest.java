package io.vagus.controlplane;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where somebody is signed in, and signing out there. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
@QuarkusTestResource(TestIdentityProvider.class)
class SessionsTest {

    private static final long LONG_AGO = 1_700_000_000;

    private final String subject = UUID.randomUUID().toString();
    private final String here = "here-" + subject;
    private final String phone = "phone-" + subject;
    private final Api laptop = Api.session("ada", subject, here);
    private final Api elsewhere = Api.session("ada", subject, phone);

    @BeforeEach
    void signIn() {
        TestIdentityProvider.signIn(subject, phone, "Firefox Mobile/131.0", LONG_AGO + 7);
        TestIdentityProvider.signIn(subject, here, "Chrome/130.0.0", LONG_AGO);
        TestIdentityProvider.signIn(subject, "old-" + subject, "curl/8.9.1", LONG_AGO - 9);
    }

    @AfterEach
    void comeBack() {
        TestIdentityProvider.away(false);
    }

    @Test
    void theCurrentOneIsFirstThenThoseUsedLast() {
        laptop.get("/sessions")
                .then()
                .statusCode(200)
                .body("items.id", contains(here, phone, "old-" + subject))
                .body("items.current", contains(true, false, false))
                .body("items[0].browser", equalTo("Chrome 130.0.0"))
                .body("items[0].system", equalTo("Linux"))
                .body("items[0].address", equalTo("192.0.2.7"))
                .body("items[0].startedAt", equalTo("2023-11-14T22:13:20Z"))
                .body("items[0].lastUsedAt", equalTo("2023-11-14T22:14:20Z"))
                .body("items[0].applications", contains("Vagus portal"));
    }

    @Test
    void whoIsSignedOutElsewhereIsOutAtOnce() {
        elsewhere.get("/me").then().statusCode(200);

        laptop.delete("/sessions/" + phone).then().statusCode(204);

        elsewhere.get("/me").then().statusCode(401);
        laptop.get("/sessions").then().body("items.id", contains(here, "old-" + subject));
        laptop.delete("/sessions/" + phone).then().statusCode(404);
        laptop.get("/teams/" + laptop.team() + "/audit?action=session.end")
                .then()
                .body("items.detail", contains("Firefox Mobile 131.0 on Linux"));
    }

    @Test
    void allOthersAreEndedAndTheCurrentOneStays() {
        laptop.post("/sessions/end-others", "").then().statusCode(200).body("count", equalTo(2));

        elsewhere.get("/me").then().statusCode(401);
        laptop.get("/sessions").then().body("items.id", contains(here));
        laptop.post("/sessions/end-others", "").then().statusCode(200).body("count", equalTo(0));
        laptop.get("/teams/" + laptop.team() + "/audit").then().body("items.action", hasItem("session.end-others"));
    }

    @Test
    void nobodySeesOrEndsThoseOfAnother() {
        Api eve = Api.person("eve");

        eve.get("/sessions").then().statusCode(200).body("items", hasSize(0));
        eve.delete("/sessions/" + phone).then().statusCode(404);
        elsewhere.get("/me").then().statusCode(200);
    }

    @Test
    void noTokenSeesThem() {
        Api token = Api.bearer(laptop.post("/tokens", "{\"name\": \"t\"}").path("secret"));

        token.get("/sessions").then().statusCode(403);
        token.delete("/sessions/" + phone).then().statusCode(403);
        token.post("/sessions/end-others", "").then().statusCode(403);
    }

    @Test
    void nothingIsEndedWhileTheSignInServiceIsAway() {
        TestIdentityProvider.away(true);

        laptop.get("/sessions").then().statusCode(503);
        laptop.delete("/sessions/" + phone).then().statusCode(503);
        elsewhere.get("/me").then().statusCode(200);
    }
}
