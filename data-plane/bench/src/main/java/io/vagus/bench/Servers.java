package io.vagus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The servers of one comparison: a pair, ours and a real one, for each set-up that is asked for. Closing it ends them all. */
final class Servers implements AutoCloseable {

    /** Two servers with the same configuration. */
    record Pair(ServerUnderTest ours, ServerUnderTest real) {}

    private final Path ours;
    private final Path real;
    private final Path directory;
    private final boolean secured;
    private final Map<Scenario.Setup, Pair> running = new EnumMap<>(Scenario.Setup.class);

    /**
     * @param secured whether the usual set-up asks for logins
     */
    Servers(Path ours, Path real, Path directory, boolean secured) {
        this.ours = ours;
        this.real = real;
        this.directory = directory;
        this.secured = secured;
    }

    Pair of(Scenario.Setup setup) throws IOException {
        Pair known = running.get(setup);
        if (known != null) {
            return known;
        }
        Path folder = Files.createDirectories(directory.resolve(setup.name().toLowerCase(Locale.ROOT)));
        ServerSetup config = switch (setup) {
            case USUAL -> secured ? ServerSetup.secured(folder) : ServerSetup.open(folder);
            case TLS -> ServerSetup.tls(folder);
            case WEBSOCKET -> ServerSetup.webSocket(folder);
            case TENANTS, OTHER_TENANTS -> ServerSetup.tenants(folder);
        };
        ServerUnderTest first =
                ServerUnderTest.start("ours", ours, config.config(), folder.resolve("ours"), config.credentials());
        try {
            Pair pair = new Pair(
                    first,
                    ServerUnderTest.start("real", real, config.config(), folder.resolve("real"), config.credentials()));
            running.put(setup, pair);
            return pair;
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** Another server of the same program, with tenants. */
    ServerUnderTest beside(ServerUnderTest server) throws IOException {
        Pair others = of(Scenario.Setup.OTHER_TENANTS);
        return server.name().equals(others.ours().name()) ? others.ours() : others.real();
    }

    @Override
    public void close() {
        for (Pair pair : running.values()) {
            pair.ours().close();
            pair.real().close();
        }
    }
}
