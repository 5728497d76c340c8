package io.vagus.billing.service.usage;

import static io.restassured.RestAssured.given;
import static io.vagus.billing.service.testkit.BillingApi.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vagus.billing.service.testkit.ControlPlaneStub;
import io.vagus.billing.service.testkit.ControlPlaneStub.Visitor;
import io.vagus.billing.service.testkit.MovableClock;
import io.vagus.billing.service.testkit.Postgres;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
@QuarkusTestResource(ControlPlaneStub.class)
class UsageApiTest {

    private static final String USAGE = "/api/v1/accounts/{id}/usage";
    private static final long GIB = 1L << 30;

    @Inject
    MovableClock clock;

    @Inject
    Pool pool;

    private final String account = "A" + UUID.randomUUID();
    private final Visitor owner = ControlPlaneStub.ownerOf(account);

    @BeforeEach
    void itIsMarch() {
        clock.moveTo(Instant.parse("2026-03-10T12:00:00Z"));
    }

    @Test
    void showsTheMonthAndItsPrice() {
        moved("2026-03-01", 5 * GIB, 7 * GIB);

        usage(owner)
                .statusCode(200)
                .contentType("application/json")
                .body("accountId", equalTo(owner.accountId().toString()))
                .body("month", equalTo("2026-03"))
                .body("in.messages", equalTo(1))
                .body("out.bytes", equalTo(7 * GIB))
                .body("plan.id", equalTo("starter"))
                .body("lines", hasSize(3))
                .body("lines[2].quantity", equalTo("2"))
                .body("lines[2].unit", equalTo("GiB"))
                .body("lines[2].amount.amount", equalTo("0.16"))
                .body("total.amount", equalTo("0.16"))
                .body("total.currency", equalTo("USD"));
    }

    @Test
    void showsAnotherMonthWhenAsked() {
        moved("2026-01-01", 10, 20);
        moved("2026-03-01", 30, 40);

        usage(owner, "2026-01")
                .statusCode(200)
                .body("month", equalTo("2026-01"))
                .body("in.bytes", equalTo(10));
        usage(owner, "2026-02").statusCode(200).body("in.bytes", equalTo(0)).body("meteredUntil", nullValue());
        usage(owner, "2026-03").statusCode(200).body("in.bytes", equalTo(30));
    }

    @Test
    void turnsToTheNewMonthAtMidnightUtc() {
        clock.moveTo(Instant.parse("2026-03-31T23:59:59.999Z"));
        usage(owner).body("month", equalTo("2026-03"));

        clock.moveTo(Instant.parse("2026-04-01T00:00:00Z"));
        usage(owner).body("month", equalTo("2026-04"));
    }

    @Test
    void failsLoudlyWhenTheChosenPlanIsNotOnOffer() {
        run("INSERT INTO account_plan VALUES ($1, $2)", Tuple.of(account, "withdrawn"));

        usage(owner).statusCode(500).contentType("application/problem+json").body("detail", not(equalTo("withdrawn")));
    }

    @Test
    void takesTheChosenPlan() {
        run("INSERT INTO account_plan VALUES ($1, $2)", Tuple.of(account, "starter"));

        usage(owner).statusCode(200).body("plan.id", equalTo("starter"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-13", "2026-1", "26-01", "2026-00", "2026-03-01", "2026-03x", "-2026-03"})
    void refusesAMonthOutOfShape(String month) {
        usage(owner, month)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].field", equalTo("month"))
                .body("errors[0].reason", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "not-a-uuid", "1-1-1-1-1", "00000000-0000-0000-0000-00000000000g"})
    void refusesAnAccountIdOutOfShape(String id) {
        given().header("Authorization", "Bearer " + owner.token())
                .get(USAGE, id)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("accountId"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Basic dXNlcjpwdw==", "Bearer unknown"})
    void asksForAToken(String authorization) {
        given().header("Authorization", authorization)
                .get(USAGE, owner.accountId())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("status", equalTo(401));
    }

    @Test
    void asksForATokenWhenThereIsNone() {
        given().get(USAGE, owner.accountId()).then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource({"404,404", "403,404", "401,401", "500,503", "502,503", "429,503", "302,503"})
    void passesOnWhatTheControlPlaneSays(int said, int passedOn) {
        usage(ControlPlaneStub.visitor(said, "{}"))
                .statusCode(passedOn)
                .contentType("application/problem+json")
                .body("status", equalTo(passedOn))
                .body("requestId", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "null", "{\"publicKey\": \"\"}", "{\"publicKey\": 5, \"x\": [}"})
    void isAwayWhenTheControlPlaneMakesNoSense(String body) {
        usage(ControlPlaneStub.visitor(200, body)).statusCode(503).header("Retry-After", "2");
    }

    @Test
    void readsNoEndlessAnswerOfTheControlPlane() {
        String filled = """
                {"publicKey": "%s", "name": "%s"}""".formatted(account, "x".repeat(1 << 20));

        usage(ControlPlaneStub.visitor(200, filled)).statusCode(503);
    }

    @Test
    void showsAnAccountToItsOwnersTokenOnly() {
        Visitor other = ControlPlaneStub.ownerOf("A" + UUID.randomUUID());
        usage(owner).statusCode(200);

        usage(new Visitor(owner.accountId(), other.token())).statusCode(401);
    }

    @Test
    void remembersAPermissionForAMoment() {
        usage(owner).statusCode(200);
        int asked = ControlPlaneStub.asked();

        usage(owner).statusCode(200);

        assertThat(ControlPlaneStub.asked()).isEqualTo(asked);
    }

    @Test
    void showsThePlansToAnybody() {
        given().get("/api/v1/plans")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo("starter"))
                .body("items[0].monthlyFee.amount", equalTo("0.00"))
                .body("items[0].includedBytes", equalTo(10 * GIB))
                .body("items[0].pricePerGiB.amount", equalTo("0.08"));
    }

    @Test
    void namesEachRequest() {
        given().get("/api/v1/plans").then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
        given().header("X-Request-Id", "trace-1")
                .get("/api/v1/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .header("X-Request-Id", "trace-1")
                .body("requestId", equalTo("trace-1"));
        given().header("X-Request-Id", "no sense!")
                .get("/api/v1/plans")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
        given().post("/api/v1/plans").then().statusCode(405).contentType("application/problem+json");
    }

    @Test
    void opensItselfToThePortalAlone() {
        given().header("Origin", "http://portal.test:8080")
                .get("/api/v1/plans")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "http://portal.test:8080");
        given().header("Origin", "http://portal.test:8080")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .options(USAGE, owner.accountId())
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Headers", containsString("authorization"))
                .header("Access-Control-Allow-Credentials", not(equalTo("true")));
        given().header("Origin", "http://elsewhere.test")
                .get("/api/v1/plans")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    private void moved(String month, long inBytes, long outBytes) {
        run(
                "INSERT INTO usage_month VALUES ($1, $2, 1, $3, 2, $4, $5)",
                Tuple.of(
                        account,
                        LocalDate.parse(month),
                        inBytes,
                        outBytes,
                        OffsetDateTime.parse(month + "T10:00:00Z")));
    }

    private void run(String sql, Tuple parameters) {
        pool.preparedQuery(sql).execute(parameters).await().atMost(Duration.ofSeconds(10));
    }
}
