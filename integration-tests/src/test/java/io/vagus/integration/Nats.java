package io.vagus.integration;

import io.nats.client.Connection;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The official Java client, for tests that count or time messages themselves. */
final class Nats {
    private Nats() {}

    static Connection connect(Service service, Path creds) throws IOException, InterruptedException {
        // Of a cluster the one node that is named: another does not know at once how many are connected there.
        return io.nats.client.Nats.connect(
                options(service, creds).noReconnect().ignoreDiscoveredServers().build());
    }

    static Connection connectForGood(Service service, Path creds) throws IOException, InterruptedException {
        return io.nats.client.Nats.connect(options(service, creds)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(200))
                .build());
    }

    private static Options.Builder options(Service service, Path creds) {
        return new Options.Builder()
                .server(service.url("nats"))
                .authHandler(io.nats.client.Nats.credentials(creds.toString()))
                .connectionTimeout(Duration.ofSeconds(5));
    }
}
