package io.vagus.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.monitoring.MonitoringSettings;
import io.vagus.monitoring.MonitoringSettings.HttpPort;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.NodeConfig.Monitoring;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What monitoring shows and serves, taken from the configuration.
 *
 * @param loaded when the configuration was read
 * @param clients where clients come in
 * @param webSockets where WebSocket clients come in; null for nowhere
 * @param routes where other servers come in; null for nowhere
 * @param leafs where leaf nodes come in; null for nowhere
 * @param tls what the client port is encrypted with now; null for nothing
 * @param webSocketTls what the WebSocket port is encrypted with now; null for nothing
 */
record ShownSettings(
        NodeConfig config,
        Instant loaded,
        boolean authRequired,
        InetSocketAddress clients,
        @Nullable InetSocketAddress webSockets,
        @Nullable InetSocketAddress routes,
        @Nullable InetSocketAddress leafs,
        @Nullable TlsContext tls,
        @Nullable TlsContext webSocketTls) {

    /** Errors: what makes it impossible to serve the endpoints, in nats-server's words. */
    static void check(NodeConfig config) throws IOException {
        Monitoring monitoring = config.monitoring();
        if (monitoring.port() != 0 && monitoring.securePort() != 0) {
            throw new IOException("can't specify both HTTP (" + monitoring.port() + ") and HTTPs ("
                    + monitoring.securePort() + ") ports");
        }
        if (monitoring.securePort() != 0 && config.options().clientPort().tls() == null) {
            throw new IOException("TLS cert and key required for HTTPS");
        }
    }

    MonitoringSettings settings(Supplier<SSLContext> sslContext) {
        NodeConfig.Source source = config.source();
        Cluster cluster = config.topology().cluster();
        return new MonitoringSettings(
                config.options().host(),
                clients.getPort(),
                http(sslContext),
                profile(),
                security(),
                new MonitoringSettings.Description(
                        config.identity().tags(),
                        config.identity().metadata(),
                        config.jetStream().features()),
                new MonitoringSettings.Source(
                        source == null ? "" : source.digest().text(), loaded),
                config.access().systemAccount() != null || !config.monitoring().noSystemAccount(),
                config.monitoring().otlp(),
                cluster.isConfigured() && cluster.name() != null ? cluster.name() : "",
                this::sections);
    }

    private MonitoringSettings.Security security() {
        PortOptions port = config.options().clientPort();
        TlsSettings wanted = port.tls();
        return new MonitoringSettings.Security(
                authRequired,
                wanted != null && !port.allowNonTls(),
                wanted != null && wanted.verify(),
                wanted != null && wanted.ocspPeer() != null,
                tls == null ? null : tls.notAfter());
    }

    private @Nullable HttpPort http(Supplier<SSLContext> sslContext) {
        Monitoring monitoring = config.monitoring();
        HostPort address = monitoring.address(config.options().host());
        if (address == null) {
            return null;
        }
        return new HttpPort(
                address.host(),
                address.port(),
                monitoring.basePath(),
                monitoring.securePort() == 0 ? null : sslContext,
                asksAboutPeers());
    }

    private boolean asksAboutPeers() {
        PortOptions port = config.options().clientPort();
        TlsSettings main = port.tls();
        WebSocketOptions webSocket = port.webSocket();
        TlsSettings web = webSocket == null ? null : webSocket.tls();
        return (main != null && main.ocspPeer() != null) || (web != null && web.ocspPeer() != null);
    }

    private @Nullable HttpPort profile() {
        int port = config.monitoring().profilingPort();
        return port == 0 ? null : HttpPort.plain(config.options().host(), port);
    }

    private Map<String, ObjectNode> sections() {
        Map<String, ObjectNode> sections = new LinkedHashMap<>();
        WebSocketOptions options = config.options().clientPort().webSocket();
        if (options != null) {
            sections.put(
                    "websocket",
                    ShownSections.webSocket(
                            options, webSockets == null ? options.port() : webSockets.getPort(), webSocketTls));
        }
        Cluster cluster = config.topology().cluster();
        if (cluster.isConfigured() || cluster.name() != null) {
            sections.put("cluster", ShownSections.cluster(cluster, routes == null ? 0 : routes.getPort()));
        }
        LeafNodes leafNodes = config.topology().leafNodes();
        if (leafNodes != null && leafs != null) {
            sections.put("leaf", ShownSections.leafNodes(leafNodes, leafs.getPort()));
        }
        List<String> proxies = config.access().trustedProxies();
        if (!proxies.isEmpty()) {
            sections.put("proxies", ShownSections.proxies(proxies));
        }
        return sections;
    }
}
