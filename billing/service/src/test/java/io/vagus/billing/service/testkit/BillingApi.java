package io.vagus.billing.service.testkit;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vagus.billing.metering.Quantity;
import io.vagus.billing.metering.Traffic;
import io.vagus.billing.service.testkit.ControlPlaneStub.Visitor;

/** The API as a caller uses it. */
public final class BillingApi {

    private BillingApi() {}

    public static RequestSpecification as(Visitor visitor) {
        return given().header("Authorization", "Bearer " + visitor.token());
    }

    public static ValidatableResponse usage(Visitor visitor) {
        return as(visitor)
                .get("/api/v1/accounts/{id}/usage", visitor.accountId())
                .then();
    }

    public static ValidatableResponse usage(Visitor visitor, String month) {
        return as(visitor)
                .queryParam("month", month)
                .get("/api/v1/accounts/{id}/usage", visitor.accountId())
                .then();
    }

    public static Traffic traffic(ValidatableResponse usage) {
        var json = usage.statusCode(200).extract().jsonPath();
        return new Traffic(
                new Quantity(json.getLong("in.messages"), json.getLong("in.bytes")),
                new Quantity(json.getLong("out.messages"), json.getLong("out.bytes")));
    }
}
