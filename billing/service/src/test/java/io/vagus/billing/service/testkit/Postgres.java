package io.vagus.billing.service.testkit;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL for the tests of the module, which can be taken away and brought back with its data. */
public final class Postgres implements QuarkusTestResourceLifecycleManager {

    private static @Nullable Postgres running;

    private final Path data;
    private final int port;
    private @Nullable EmbeddedPostgres server;

    public Postgres() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            data = Files.createTempDirectory("billing-postgres");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Stops the server, does something and starts it again. */
    public static void without(Runnable something) {
        Postgres postgres = running;
        if (postgres == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        postgres.stopServer();
        try {
            something.run();
        } finally {
            postgres.startServer();
        }
    }

    @Override
    public Map<String, String> start() {
        startServer();
        running = this;
        String address = "127.0.0.1:" + port + "/postgres";
        return Map.of(
                "quarkus.datasource.reactive.url", "postgresql://" + address,
                "quarkus.datasource.jdbc.url", "jdbc:postgresql://" + address);
    }

    @Override
    public void stop() {
        stopServer();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void startServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void stopServer() {
        EmbeddedPostgres last = server;
        server = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
