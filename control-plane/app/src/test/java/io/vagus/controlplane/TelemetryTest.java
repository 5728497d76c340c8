package io.vagus.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What a collector hears of the service. Of the tests' requests only those are traced that ask for it. */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class TelemetryTest {

    private static final Duration SOON = Duration.ofSeconds(40);

    @ConfigProperty(name = "quarkus.otel.exporter.otlp.endpoint")
    String collector;

    private final Api ada = Api.person("ada");
    private final String trace =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1);

    @Test
    void oneTraceLeadsFromTheRequestThroughTheDatabaseToThePushThatTheNodesProved() {
        String account = ada.account("traced");
        String key = ada.get(account).path("publicKey");
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);

        ada.request()
                .contentType(ContentType.JSON)
                .header("traceparent", "00-" + trace + "-00000000000000ab-01")
                .header("X-Request-Id", "request-of-" + trace)
                .body("{\"limits\": {\"connections\": 7}}")
                .patch(account)
                .then()
                .statusCode(200);

        await().atMost(SOON).until(() -> names().contains("push account") && ends("push account"));
        List<Heard> spans = spans();
        Heard request = named(spans, "PATCH /api/v1/accounts/{accountId}");
        Heard push = named(spans, "push account");
        assertThat(request.parent()).isEqualTo("00000000000000ab");
        assertThat(request.attributes()).contains("vagus.request_id=request-of-" + trace);
        assertThat(isWithin(spans, push, request)).isTrue();
        assertThat(push.attributes()).contains("vagus.account=" + key);
        assertThat(named(spans, "nodes take the token").parent()).isEqualTo(push.span());
        assertThat(named(spans, "nodes prove it").parent()).isEqualTo(push.span());
        assertThat(questions(spans))
                .as("the change, and the row that makes it known")
                .anyMatch(span -> span.attributes().contains("insert into delivery")
                        && !isWithin(spans, span, push)
                        && isWithin(spans, span, request))
                .as("the outcome")
                .anyMatch(span -> span.attributes().contains("update delivery set") && isWithin(spans, span, push));
    }

    @Test
    void whatNobodyAsksToTraceIsNotTraced() {
        String account = ada.account("quiet");
        await().atMost(SOON).until(() -> ada.get(account).path("state"), "active"::equals);
        oneTraceLeadsFromTheRequestThroughTheDatabaseToThePushThatTheNodesProved();

        assertThat(received("spans")).noneMatch(span -> span.attributes().contains("url.path=/api/v1" + account));
    }

    @Test
    void numbersGoToTheCollectorToo() {
        ada.get("/me").then().statusCode(200);

        await().atMost(SOON)
                .until(() -> received("metrics").stream()
                        .anyMatch(metric -> metric.name().equals("http.server.request.duration")));
    }

    private List<Heard> spans() {
        return received("spans").stream()
                .filter(span -> trace.equals(span.trace()))
                .toList();
    }

    private List<String> names() {
        return spans().stream().map(span -> span.name()).toList();
    }

    /** Whether what began within such a span has come, too: spans are sent as they end, those within before. */
    private boolean ends(String name) {
        List<Heard> spans = spans();
        return questions(spans).anyMatch(span -> isWithin(spans, span, named(spans, name)));
    }

    private static Stream<Heard> questions(List<Heard> spans) {
        return spans.stream().filter(span -> span.attributes().contains("db."));
    }

    private static Heard named(List<Heard> spans, String name) {
        return spans.stream()
                .filter(span -> name.equals(span.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans));
    }

    private static boolean isWithin(List<Heard> spans, Heard inner, Heard outer) {
        String parent = inner.parent();
        return outer.span().equals(parent)
                || spans.stream().anyMatch(span -> span.span().equals(parent) && isWithin(spans, span, outer));
    }

    private List<Heard> received(String what) {
        return given().baseUri(collector).get("/" + what).jsonPath().getList("", Heard.class);
    }
}
