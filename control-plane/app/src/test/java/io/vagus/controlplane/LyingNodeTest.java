package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.operator.Operator;
import io.vagus.controlplane.provisioning.Liar;
import io.vagus.controlplane.provisioning.SwitchedNodes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real node that answers "updated" and applies nothing: its resolver takes no accounts, and somebody in the system account
 * answers in its place. The account says that it is not there, until the node does what it says.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class LyingNodeTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    SwitchedNodes nodes;

    @Inject
    Operator operator;

    @ConfigProperty(name = "vagus.nats.urls")
    String url;

    @ConfigProperty(name = "vagus.bootstrap.dir")
    Path bootstrap;

    private final Api ada = Api.person("ada");

    @AfterEach
    void leave() throws InterruptedException {
        nodes.inMemory();
    }

    @ParameterizedTest
    @EnumSource(LiveFleet.Kind.class)
    void whatANodeOnlySaysIsNotBelieved(LiveFleet.Kind kind) throws Exception {
        assumeTrue(kind.isHere(), "no nats-server on this machine");
        try (LiveFleet fleet = LiveFleet.start(kind, URI.create(url).getPort(), bootstrap.resolve("operator.conf"))) {
            LiveNode node = fleet.nodes().getLast();
            String address = fleet.urls().getLast();
            node.restartDeaf();
            nodes.live(fleet.urls());
            String account;
            try (Liar liar = Liar.of(address, operator)) {
                account = ada.account("believed");
                becomes(account, "degraded");

                assertThat(liar.lies()).isPositive();
                ada.get(account)
                        .then()
                        .body("stateReason", containsString("works with another version of the account"));
                ada.get(account + "/history")
                        .then()
                        .body("items.findAll { it.outcome == 'applied' }.size()", equalTo(0))
                        .body("items.find { it.outcome == 'failed' }.nodes.any { !it.applied }", equalTo(true));
                assertThat(isRefused(creds(account), address)).isTrue();
                int before = liar.lies();
                await("it is tried again").atMost(SOON).until(() -> liar.lies() > before);
                ada.get(account).then().body("state", equalTo("degraded"));
            }

            node.restartHearing();

            becomes(account, "active");
            String creds = creds(account);
            await().atMost(SOON).until(() -> !isRefused(creds, address));
            ada.get(account + "/history").then().body("items.findAll { it.outcome == 'applied' }.size()", equalTo(1));
        }
    }

    private void becomes(String account, String state) {
        await(account + " is " + state)
                .atMost(SOON)
                .until(() -> ada.get(account).path("state"), state::equals);
    }

    private String creds(String account) {
        return ada.post(account + "/users", "{\"name\": \"u" + System.nanoTime() + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("creds");
    }

    private static boolean isRefused(String creds, String url) throws InterruptedException {
        Options options = new Options.Builder()
                .server(url)
                .noRandomize()
                .ignoreDiscoveredServers()
                .maxReconnects(0)
                .authHandler(Nats.staticCredentials(creds.getBytes(StandardCharsets.UTF_8)))
                .build();
        try (Connection client = Nats.connect(options)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
