package io.vagus.controlplane;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for the tests, and a folder for what the service writes. */
public class TestPostgres implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            postgres = started;
            Path folder = Files.createTempDirectory("vagus-control-plane");
            String address = "//127.0.0.1:" + started.getPort() + "/postgres";
            return Map.of(
                    "vagus.webhooks.allow-private-addresses",
                    "true",
                    "vagus.rate-limit.per-minute",
                    "1000000",
                    "quarkus.datasource.jdbc.url",
                    "jdbc:postgresql:" + address,
                    "quarkus.datasource.reactive.url",
                    "postgresql:" + address,
                    // Where a test may start a node; until then nobody is there.
                    "vagus.nats.urls",
                    "nats://127.0.0.1:" + LiveNode.freePort(),
                    "vagus.bootstrap.dir",
                    folder.resolve("bootstrap").toString(),
                    "vagus.kek.file",
                    folder.resolve("kek").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
