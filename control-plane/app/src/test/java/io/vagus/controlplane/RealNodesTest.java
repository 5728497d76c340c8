package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.provisioning.SwitchedNodes;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that is asked of nodes, asked of real ones: our node, the real nats-server, and three of those as a cluster. One
 * journey for each, since a fleet takes seconds to start.
 */
@QuarkusTest
@QuarkusTestResource(TestPostgres.class)
@QuarkusTestResource(OidcWiremockTestResource.class)
class RealNodesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    SwitchedNodes nodes;

    @Inject
    Database database;

    @ConfigProperty(name = "vagus.nats.urls")
    String url;

    @ConfigProperty(name = "vagus.bootstrap.dir")
    Path bootstrap;

    private final Api ada = Api.person("ada");
    private final Api root = Api.operator("root");
    private final List<Connection> clients = new ArrayList<>();

    @AfterEach
    void leave() throws InterruptedException {
        for (Connection client : clients) {
            client.close();
        }
        nodes.inMemory();
    }

    @ParameterizedTest
    @EnumSource(LiveFleet.Kind.class)
    void realNodesDoWhatTheyAreAsked(LiveFleet.Kind kind) throws Exception {
        assumeTrue(kind.isHere(), "no nats-server on this machine");
        try (LiveFleet fleet = LiveFleet.start(kind, URI.create(url).getPort(), bootstrap.resolve("operator.conf"))) {
            nodes.live(fleet.urls());
            String account = ada.post(
                            "/teams/" + ada.team() + "/accounts",
                            "{\"name\": \"a\", \"limits\": {\"diskStorageBytes\": 67108864}}")
                    .path("id");
            account = "/accounts/" + account;
            becomes(account, "active");

            connectionsAreShownAndClosed(fleet, account);
            whatTheAccountDoesIsMeasured(fleet, account);
            aTraceTellsReceiversFromServersOnTheWay(fleet, account);
            nothingCrossesWithoutLeave(fleet, account);
            suspendedMeansOutside(fleet, account);
            nodesTellOfThemselves(fleet);
            lostAccountsAreGivenAgain(fleet, account);
            signingKeyIsReplacedUnderARunningClient(fleet, account);
            deletedMeansGone(fleet, account);
        }
    }

    private void connectionsAreShownAndClosed(LiveFleet fleet, String account) throws Exception {
        String creds = creds(account, "shown");
        for (String each : fleet.urls()) {
            connect(creds, each);
        }
        await().atMost(SOON)
                .untilAsserted(() -> ada.get(account + "/connections")
                        .then()
                        .body("items", hasSize(fleet.urls().size()))
                        .body("items.userName", everyItem(equalTo("shown"))));

        String node = ada.get(account + "/connections").path("items[0].node");
        int cid = ada.get(account + "/connections").path("items[0].cid");
        ada.post(account + "/connections/kick", "{\"node\": \"%s\", \"cid\": %d}".formatted(node, cid))
                .then()
                .statusCode(204);

        await().atMost(SOON)
                .untilAsserted(() -> ada.get(account + "/connections")
                        .then()
                        .body("items.findAll { it.node == '%s' }.cid".formatted(node), not(hasItem(cid))));
        closeClients();
        ada.post(account + "/users/" + userId(account, "shown") + "/revoke", "")
                .then()
                .statusCode(200);
        becomes(account, "active");
        assertThat(isRefused(creds, fleet.urls().getLast())).isTrue();
    }

    private void whatTheAccountDoesIsMeasured(LiveFleet fleet, String account) throws Exception {
        String js = account + "/jetstream/streams";
        ada.post(js, "{\"name\": \"S\", \"subjects\": [\"work\"]}").then().statusCode(201);
        ada.post(js + "/S/consumers", "{\"name\": \"c\"}").then().statusCode(201);
        ada.post(account + "/alerts", """
            {"name": "lag", "metric": "consumerLag", "threshold": 10, "severity": "warning", "channels": []}
            """).then().statusCode(201);
        Connection client = connect(creds(account, "worker"), fleet.urls().getLast());
        for (int i = 0; i < 20; i++) {
            client.publish("work", "x".getBytes(StandardCharsets.UTF_8));
        }
        client.flush(Duration.ofSeconds(5));

        await().atMost(SOON).untilAsserted(() -> {
            client.publish("chatter", new byte[0]);
            ada.get(account + "/metrics")
                    .then()
                    .body("points.consumerLag", hasItem(20.0f))
                    .body("points.streams", hasItem(1.0f));
            assertThat(ada.get(account + "/metrics").<List<Float>>path("points.inMessages"))
                    .anyMatch(rate -> rate > 0);
            assertThat(ada.get(account + "/metrics").<List<Float>>path("points.diskBytes"))
                    .anyMatch(bytes -> bytes > 0);
        });
        await().atMost(SOON)
                .untilAsserted(() -> ada.get(account + "/alerts").then().body("items[0].state", equalTo("firing")));
        whatUsersAndStreamsDoIsMeasured(fleet, account, client);
        closeClients();
    }

    private void whatUsersAndStreamsDoIsMeasured(LiveFleet fleet, String account, Connection worker) throws Exception {
        String user = account + "/metrics/users/" + userId(account, "worker");
        String stream = account + "/metrics/streams/S";
        await().atMost(SOON).untilAsserted(() -> {
            worker.publish("work", "xyz".getBytes(StandardCharsets.UTF_8));
            ada.get(user).then().body("points.connections", hasItem(1.0f));
            assertThat(ada.get(user).<List<Float>>path("points.inMessages")).anyMatch(rate -> rate > 0);
            assertThat(ada.get(stream).<List<Float>>path("points.inMessages")).anyMatch(rate -> rate > 0);
            assertThat(ada.get(stream).<List<Float>>path("points.messages")).anyMatch(messages -> messages >= 20);
            ada.get(stream).then().body("points.consumers", hasItem(1.0f));
        });

        // What it does between two rounds, only the word of its end tells.
        Connection guest = connect(creds(account, "brief"), fleet.urls().getFirst());
        guest.publish("work", new byte[1_000]);
        guest.flush(Duration.ofSeconds(5));
        guest.close();
        String brief = userId(account, "brief");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                ada.get(account + "/metrics/users/" + brief).<List<Float>>path("points.inBytes"))
                        .anyMatch(rate -> rate > 0));
    }

    private void aTraceTellsReceiversFromServersOnTheWay(LiveFleet fleet, String account) throws Exception {
        String creds = creds(account, "listener");
        for (String each : fleet.urls()) {
            Connection listener = connect(creds, each);
            listener.subscribe("traced");
            listener.flush(Duration.ofSeconds(5));
        }
        int servers = fleet.urls().size();
        await().atMost(SOON)
                .untilAsserted(() -> ada.post(account + "/messages/trace", "{\"subject\": \"traced\"}")
                        .then()
                        .body("steps.findAll { it.kind == 'out' && it.onward != true }", hasSize(servers))
                        .body("steps.findAll { it.onward == true }", hasSize(servers - 1)));
        closeClients();
    }

    private void nothingCrossesWithoutLeave(LiveFleet fleet, String exporter) throws Exception {
        String importer = ada.account("importer");
        String export = ada.post(
                        exporter + "/exports",
                        "{\"name\": \"orders\", \"subject\": \"orders.>\", \"kind\": \"stream\", \"tokenRequired\":"
                                + " true}")
                .path("id");
        ada.post(importer + "/imports", "{\"name\": \"orders\", \"exportId\": \"" + export + "\"}")
                .then()
                .statusCode(201)
                .body("state", equalTo("active"));
        becomes(exporter, "active");
        becomes(importer, "active");
        AtomicLong received = new AtomicLong();
        Connection reader = connect(creds(importer, "reader"), fleet.urls().getFirst());
        reader.createDispatcher(message -> received.incrementAndGet()).subscribe("orders.>");
        reader.flush(Duration.ofSeconds(5));
        Connection writer = connect(creds(exporter, "writer"), fleet.urls().getLast());
        await().atMost(SOON).until(() -> {
            writer.publish("orders.new", new byte[0]);
            return received.get() > 0;
        });

        String activations = exporter + "/exports/" + export + "/activations";
        ada.delete(activations + "/" + ada.get(activations).path("items[0].id"))
                .then()
                .statusCode(204);
        becomes(exporter, "active");
        becomes(importer, "active");
        writer.flush(Duration.ofSeconds(5));
        reader.flush(Duration.ofSeconds(5));
        long before = received.get();
        writer.publish("orders.new", new byte[0]);
        writer.flush(Duration.ofSeconds(5));
        reader.flush(Duration.ofSeconds(5));
        assertThat(received.get()).isEqualTo(before);
        closeClients();
    }

    private void suspendedMeansOutside(LiveFleet fleet, String account) throws Exception {
        String creds = creds(account, "held");
        Connection client = connect(creds, fleet.urls().getLast());

        ada.post(account + "/suspend", "").then().statusCode(200);

        becomes(account, "suspended");
        await().atMost(SOON).until(() -> client.getStatus() != Connection.Status.CONNECTED);
        assertThat(isRefused(creds, fleet.urls().getFirst())).isTrue();
        ada.post(account + "/resume", "").then().statusCode(200);
        becomes(account, "active");
        await().atMost(SOON).until(() -> client.getStatus() == Connection.Status.CONNECTED);
        closeClients();
    }

    private void nodesTellOfThemselves(LiveFleet fleet) {
        root.get("/operator/nodes")
                .then()
                .statusCode(200)
                .body("items", hasSize(fleet.urls().size()))
                .body("items.healthy", everyItem(equalTo(true)))
                .body("items.version", everyItem(equalTo("2.15.2")))
                .body("items.region", everyItem(equalTo("north")))
                .body("items.name", hasItem("live-0"));
        String node = root.get("/operator/nodes").path("items[0].id");
        root.post("/operator/nodes/" + node + "/reload", "").then().statusCode(204);
        root.post("/operator/nodes/" + node + "/evacuate", "").then().statusCode(200);
    }

    private void lostAccountsAreGivenAgain(LiveFleet fleet, String account) throws Exception {
        String key = ada.get(account).path("publicKey");
        await().atMost(SOON)
                .untilAsserted(() -> root.get("/operator/drift")
                        .then()
                        .body("servers", equalTo(fleet.urls().size()))
                        .body("drifted", equalTo(0)));

        fleet.nodes().getLast().restartWithoutAccounts();

        String creds = creds(account, "returns");
        await().atMost(SOON).until(() -> !isRefused(creds, fleet.urls().getLast()));
        root.post("/operator/resync", "").then().statusCode(200);
        await().atMost(SOON)
                .untilAsserted(() -> root.get("/operator/drift")
                        .then()
                        .body("servers", equalTo(fleet.urls().size()))
                        .body("differences.publicKey", not(hasItem(key)))
                        .body("drifted", equalTo(0)));
        becomes(account, "active");
    }

    private void signingKeyIsReplacedUnderARunningClient(LiveFleet fleet, String account) throws Exception {
        String creds = creds(account, "stays");
        Connection client = connect(creds, fleet.urls().toArray(String[]::new));
        String next = root.post("/operator/keys/announce", "")
                .then()
                .statusCode(200)
                .extract()
                .path("nextSigningKey");
        root.post("/operator/keys/sign", "").then().statusCode(409);
        restartOneByOne(fleet);

        await().atMost(SOON)
                .untilAsserted(() -> root.post("/operator/keys/sign", "").then().statusCode(200));
        assertThat(root.get("/operator/keys").<String>path("signingKey")).isEqualTo(next);
        await().atMost(SOON).until(() -> root.get("/operator/keys").<Integer>path("accountsLeft"), left -> left == 0);
        becomes(account, "active");
        database.await(work -> work.session()
                .createNativeQuery("update operator set promoted_at = promoted_at - interval '1 hour'")
                .executeUpdate());
        root.post("/operator/keys/withdraw", "").then().statusCode(200);
        restartOneByOne(fleet);

        await().atMost(SOON).until(() -> client.getStatus() == Connection.Status.CONNECTED);
        for (String each : fleet.urls()) {
            connect(creds, each);
        }
        ada.patch(account, "{\"limits\": {\"connections\": 50}}").then().statusCode(200);
        becomes(account, "active");
        becomes(ada.account("after"), "active");
        closeClients();
    }

    private void restartOneByOne(LiveFleet fleet) throws Exception {
        for (LiveNode node : fleet.nodes()) {
            node.restart();
            await().atMost(SOON)
                    .until(
                            () -> root.get("/operator/nodes").<List<Boolean>>path("items.healthy"),
                            healthy -> healthy.size() == fleet.urls().size() && !healthy.contains(false));
        }
    }

    private void deletedMeansGone(LiveFleet fleet, String account) throws Exception {
        String creds = creds(account, "last");
        Connection client = connect(creds, fleet.urls().getLast());
        String key = ada.get(account).path("publicKey");

        ada.delete(account).then().statusCode(204);
        ada.post(account + "/purge", "").then().statusCode(204);

        await().atMost(SOON).until(() -> client.getStatus() != Connection.Status.CONNECTED);
        await().atMost(SOON).until(() -> nodes.list().values().stream().noneMatch(held -> held.contains(key)));
        assertThat(isRefused(creds, fleet.urls().getFirst())).isTrue();
        closeClients();
    }

    private void becomes(String account, String state) {
        await(account + " is " + state + "; its reason: " + ada.get(account).path("stateReason"))
                .atMost(SOON)
                .until(() -> ada.get(account).path("state"), state::equals);
    }

    private String creds(String account, String user) {
        return ada.post(account + "/users", "{\"name\": \"" + user + "\"}")
                .then()
                .statusCode(201)
                .extract()
                .path("creds");
    }

    private String userId(String account, String name) {
        return ada.get(account + "/users").path("items.find { it.name == '%s' }.id".formatted(name));
    }

    private Connection connect(String creds, String... urls) throws Exception {
        Connection client = Nats.connect(options(creds, urls).maxReconnects(-1).build());
        clients.add(client);
        return client;
    }

    private static boolean isRefused(String creds, String url) throws InterruptedException {
        try (Connection client =
                Nats.connect(options(creds, url).maxReconnects(0).build())) {
            return false;
        } catch (java.io.IOException e) {
            return true;
        }
    }

    private static Options.Builder options(String creds, String... urls) {
        return new Options.Builder()
                .servers(urls)
                .reconnectWait(Duration.ofMillis(200))
                .authHandler(Nats.staticCredentials(creds.getBytes(StandardCharsets.UTF_8)));
    }

    private void closeClients() throws InterruptedException {
        for (Connection client : clients) {
            client.close();
        }
        clients.clear();
    }
}
