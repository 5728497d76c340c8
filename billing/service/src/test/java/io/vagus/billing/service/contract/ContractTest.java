package io.vagus.billing.service.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vagus.billing.service.platform.Problem;
import io.vagus.billing.service.testkit.BillingApi;
import io.vagus.billing.service.testkit.ControlPlaneStub;
import io.vagus.billing.service.testkit.Postgres;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The document and the code say the same, and the service hands the document out. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
@QuarkusTestResource(ControlPlaneStub.class)
class ContractTest {

    @Test
    void theCodeDoesWhatTheDocumentPromises() throws IOException {
        assertThat(code()).isNotEmpty().isEqualTo(PublishedContract.facts(published()));
    }

    @Test
    void aDifferenceIsSeen() throws IOException {
        ObjectNode renamed = published();
        ((ObjectNode) renamed.at("/components/schemas/Money/properties"))
                .set("value", renamed.at("/components/schemas/Money/properties/amount"));
        ObjectNode loosened = published();
        ((ObjectNode) loosened.at("/components/schemas/Usage")).putArray("required");
        ObjectNode retyped = published();
        ((ObjectNode) retyped.at("/components/schemas/Quantity/properties/bytes")).put("format", "int32");
        ObjectNode extended = published();
        ((ObjectNode) extended.get("paths")).set("/api/v2/plans", extended.at("/paths/~1api~1v1~1plans"));
        ObjectNode stricter = published();
        ((ObjectNode) stricter.at("/paths/~1api~1v1~1accounts~1{accountId}~1usage/get/parameters/1"))
                .put("required", true);

        assertThat(List.of(renamed, loosened, retyped, extended, stricter))
                .extracting(PublishedContract::facts)
                .doesNotContain(code());
    }

    @Test
    void anAnswerHasTheFieldsOfItsSchema() throws IOException {
        JsonNode schema = published().at("/components/schemas/Usage");

        JsonNode usage = new YAMLMapper()
                .readTree(BillingApi.usage(ControlPlaneStub.ownerOf("A" + UUID.randomUUID()))
                        .statusCode(200)
                        .extract()
                        .asString());

        assertThat(usage.propertyStream().map(java.util.Map.Entry::getKey).toList())
                .containsAll(schema.get("required")
                        .valueStream()
                        .map(JsonNode::textValue)
                        .toList())
                .isSubsetOf(schema.get("properties")
                        .propertyStream()
                        .map(java.util.Map.Entry::getKey)
                        .toList());
    }

    private static SortedSet<String> code() {
        List<Class<?>> resources = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.vagus.billing.service")
                        .stream()
                        .filter(imported -> imported.isAnnotatedWith(Path.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
        return CodesContract.facts(resources, Problem.class);
    }

    private static ObjectNode published() throws IOException {
        String document = given().get("/openapi/billing.yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return (ObjectNode) new YAMLMapper().readTree(document);
    }
}
