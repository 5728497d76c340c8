package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.monitoring.otlp.OtlpSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring shows, or does, that only the configuration knows.
 *
 * @param host the address clients are told, as in INFO
 * @param port the client port
 * @param http where to serve the endpoints; null: nowhere
 * @param profile where to serve profiles; null: nowhere
 * @param security what clients need to get in
 * @param description the server's tags and the like
 * @param source the configuration file
 * @param systemAccount whether there are services and events in the system account ({@code no_system_account} off)
 * @param otlp where to send metrics and spans; null: nowhere
 * @param cluster the cluster's name; empty without one
 * @param sections the parts of {@code /varz} that are configured, such as {@code websocket}, by name
 */
public record MonitoringSettings(
        String host,
        int port,
        @Nullable HttpPort http,
        @Nullable HttpPort profile,
        Security security,
        Description description,
        Source source,
        boolean systemAccount,
        @Nullable OtlpSettings otlp,
        String cluster,
        Supplier<Map<String, ObjectNode>> sections) {

    /** A node that listens on that address and has nothing configured. */
    public static MonitoringSettings of(String host, int port, boolean authRequired, Instant loaded) {
        return new MonitoringSettings(
                host,
                port,
                null,
                null,
                new Security(authRequired, false, false, false, null),
                new Description(List.of(), Map.of(), Map.of()),
                new Source("", loaded),
                true,
                null,
                "",
                Map::of);
    }

    /** The same with the endpoints served there. */
    public MonitoringSettings withHttp(@Nullable HttpPort served) {
        return new MonitoringSettings(
                host, port, served, profile, security, description, source, systemAccount, otlp, cluster, sections);
    }

    /** The same with profiles served there. */
    public MonitoringSettings withProfile(@Nullable HttpPort served) {
        return new MonitoringSettings(
                host, port, http, served, security, description, source, systemAccount, otlp, cluster, sections);
    }

    /** The same with metrics and spans sent there. */
    public MonitoringSettings withOtlp(@Nullable OtlpSettings sent) {
        return new MonitoringSettings(
                host, port, http, profile, security, description, source, systemAccount, sent, cluster, sections);
    }

    /** The same without services and events in the system account. */
    public MonitoringSettings withoutSystemAccount() {
        return new MonitoringSettings(
                host, port, http, profile, security, description, source, false, otlp, cluster, sections);
    }

    /**
     * A port for HTTP.
     *
     * @param port as configured; 0 and below take any free one
     * @param basePath put before every path; empty or starting with a slash
     * @param tls null for plain HTTP; asked anew for each connection's handshake
     * @param verifiesPeers whether who asks must show a certificate
     */
    public record HttpPort(
            String host,
            int port,
            String basePath,
            @Nullable Supplier<SSLContext> tls,
            boolean verifiesPeers) {

        public HttpPort(String host, int port, String basePath, @Nullable Supplier<SSLContext> tls) {
            this(host, port, basePath, tls, false);
        }

        /** Without TLS and without a base path. */
        public static HttpPort plain(String host, int port) {
            return new HttpPort(host, port, "", null);
        }
    }

    /**
     * What clients need.
     *
     * @param tlsVerify whether they must show a certificate
     * @param tlsOcspPeerVerify whether its issuer is asked about it
     * @param tlsNotAfter when the server's certificate ends; null without TLS
     */
    public record Security(
            boolean authRequired,
            boolean tlsRequired,
            boolean tlsVerify,
            boolean tlsOcspPeerVerify,
            @Nullable Instant tlsNotAfter) {}

    /** Free words about the server, and the features that were switched by name. */
    public record Description(List<String> tags, Map<String, String> metadata, Map<String, Boolean> featureFlags) {
        public Description {
            tags = List.copyOf(tags);
            metadata = Map.copyOf(metadata);
            featureFlags = Map.copyOf(featureFlags);
        }
    }

    /**
     * The configuration file.
     *
     * @param digest names what it says; empty without a file
     * @param loaded when it was read
     */
    public record Source(String digest, Instant loaded) {}
}
