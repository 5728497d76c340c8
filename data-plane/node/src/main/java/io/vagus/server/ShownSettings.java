package io.vagus.server;

import io.vagus.monitoring.MonitoringSettings;
import io.vagus.monitoring.MonitoringSettings.HttpPort;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.NodeConfig;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What monitoring shows and serves, taken from the configuration. */
final class ShownSettings {
    private ShownSettings() {}

    /**
     * The settings that hold now.
     *
     * @param clients where clients come in; null before that is known
     */
    static MonitoringSettings of(
            NodeConfig config, @Nullable InetSocketAddress clients, boolean authRequired, Instant loaded) {
        NodeConfig.Source source = config.source();
        return new MonitoringSettings(
                config.options().host(),
                clients == null ? config.options().port() : clients.getPort(),
                http(config),
                profile(config),
                new MonitoringSettings.Security(authRequired, false, false, null),
                new MonitoringSettings.Description(
                        config.identity().tags(), config.identity().metadata(), Map.of()),
                new MonitoringSettings.Source(source == null ? "" : source.digest(), loaded),
                true,
                config.monitoring().otlp(),
                Map.of());
    }

    private static @Nullable HttpPort http(NodeConfig config) {
        HostPort address = config.monitoring().address(config.options().host());
        return address == null
                ? null
                : new HttpPort(
                        address.host(), address.port(), config.monitoring().basePath(), null);
    }

    private static @Nullable HttpPort profile(NodeConfig config) {
        int port = config.monitoring().profilingPort();
        return port == 0 ? null : HttpPort.plain(config.options().host(), port);
    }
}
