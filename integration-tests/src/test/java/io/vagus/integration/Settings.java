package io.vagus.integration;

import java.nio.file.Path;

/** Where the checkout is and what the run is about, as ./vagus test says it. */
final class Settings {
    static final Path ROOT =
            Path.of(System.getProperty("vagus.root", "..")).toAbsolutePath().normalize();
    static final Path TARGET = ROOT.resolve("integration-tests/target");
    static final String DATA_PLANE = System.getProperty("vagus.data-plane", "vagus");

    private static final String NATS_SERVER = System.getProperty("vagus.nats-server", "");

    private Settings() {}

    /** The options of {@code vagus up} that choose the data plane. */
    static String[] dataPlaneOptions() {
        return NATS_SERVER.isEmpty()
                ? new String[] {"--data-plane", DATA_PLANE}
                : new String[] {"--data-plane", DATA_PLANE, "--nats-server", NATS_SERVER};
    }
}
