package io.vagus.monitoring.otlp;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how to send metrics and spans.
 *
 * @param endpoint the collector, such as {@code http://localhost:4318}; {@code /v1/metrics} and {@code /v1/traces} are added
 * @param interval how often to send
 * @param headers sent with each request, for instance for its authentication
 * @param metrics whether to send metrics
 * @param traces whether to send spans
 * @param serviceName the resource's {@code service.name}
 */
public record OtlpSettings(
        URI endpoint,
        Duration interval,
        Map<String, String> headers,
        boolean metrics,
        boolean traces,
        String serviceName) {

    /** How often to send where nothing is said about it. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(15);

    /** The shortest interval. */
    public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /** The service's name where nothing is said about it. */
    public static final String DEFAULT_SERVICE = "vagus";

    public OtlpSettings {
        headers = Map.copyOf(headers);
    }

    /** Without the headers' values: they may hold a key. */
    @Override
    public String toString() {
        return "OtlpSettings[endpoint=" + endpoint + ", interval=" + interval + ", headers=" + headers.keySet()
                + ", metrics=" + metrics + ", traces=" + traces + ", serviceName=" + serviceName + "]";
    }
}
