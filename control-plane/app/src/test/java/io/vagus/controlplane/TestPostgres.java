package io.vagus.controlplane;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for the tests, and a folder for what the service writes. */
public class TestPostgres implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedPostgres postgres;
    private @Nullable OtlpReceiver collector;

    @Override
    public Map<String, String> start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            postgres = started;
            OtlpReceiver receiver = new OtlpReceiver();
            collector = receiver;
            Path folder = Files.createTempDirectory("vagus-control-plane");
            String address = "//127.0.0.1:" + started.getPort() + "/postgres";
            Map<String, String> settings = new HashMap<>();
            settings.put("vagus.webhooks.allow-private-addresses", "true");
            settings.put("vagus.rate-limit.per-minute", "1000000");
            settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql:" + address);
            settings.put("quarkus.datasource.reactive.url", "postgresql:" + address);
            // Where a test may start a node; until then nobody is there.
            settings.put("vagus.nats.urls", "nats://127.0.0.1:" + LiveNode.freePort());
            settings.put("vagus.bootstrap.dir", folder.resolve("bootstrap").toString());
            settings.put("vagus.kek.file", folder.resolve("kek").toString());
            // Telemetry is on, by its standard names; only requests that ask for it are traced.
            settings.put("otel.exporter.otlp.endpoint", receiver.url());
            settings.put("otel.traces.sampler.arg", "0");
            settings.put("otel.bsp.schedule.delay", "200");
            settings.put("otel.metric.export.interval", "3000");
            return settings;
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
            if (collector != null) {
                collector.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
