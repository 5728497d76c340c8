package io.vagus.monitoring;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring shows that only the configuration knows.
 *
 * @param host the address clients are told, as in INFO
 * @param http where to serve HTTP; null: nowhere
 * @param httpBasePath put before every HTTP path; empty or starting with a slash
 * @param configDigest of the configuration file; empty without one
 * @param tags the server's tags
 */
public record MonitoringSettings(
        String host,
        int port,
        @Nullable InetSocketAddress http,
        String httpBasePath,
        boolean authRequired,
        String configDigest,
        Instant configLoaded,
        List<String> tags) {

    public MonitoringSettings {
        tags = List.copyOf(tags);
    }
}
