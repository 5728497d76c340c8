package io.vagus.controlplane;

import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vagus.controlplane.provisioning.FakeNodes;
import io.vagus.controlplane.provisioning.LivePush;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what the control plane does inside an account, with an account of Ada's on a real node. */
abstract class OnALiveNode {

    private static @Nullable LiveNode node;

    @Inject
    FakeNodes nodes;

    @Inject
    LivePush push;

    @ConfigProperty(name = "vagus.nats.urls")
    String url;

    @ConfigProperty(name = "vagus.bootstrap.dir")
    Path bootstrap;

    Api ada;
    String account;

    /** Where the account's JetStream is. */
    String js;

    @BeforeEach
    void open() throws IOException {
        if (node == null) {
            node = LiveNode.start(URI.create(url).getPort(), bootstrap.resolve("operator.conf"));
        }
        ada = Api.person("ada");
        account = accountWithStorage(ada);
        js = account + "/jetstream";
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
            node = null;
        }
    }

    /** A client of Ada's account. */
    Connection client() throws Exception {
        String creds = ada.post(account + "/users", "{\"name\": \"client\"}").path("creds");
        return Nats.connect(new Options.Builder()
                .server(url)
                .authHandler(Nats.staticCredentials(creds.getBytes(StandardCharsets.UTF_8)))
                .build());
    }

    /** The path of a new account that the node knows. */
    String accountWithStorage(Api api) {
        String made = api.post(
                        "/teams/" + api.team() + "/accounts",
                        "{\"name\": \"js\", \"limits\": {\"diskStorageBytes\": 67108864}}")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        reaches(api, "/accounts/" + made);
        return "/accounts/" + made;
    }

    /** Brings the account's token to the node, as provisioning does in a service with one. */
    void reaches(Api api, String path) {
        await().atMost(Duration.ofSeconds(30)).until(() -> api.get(path).path("state"), "active"::equals);
        push.push(nodes.jwt("N1", api.get(path).path("publicKey")));
    }
}
