package io.vagus.server;

import io.vagus.base.Log;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.NodeConfig;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.PortOptions;
import io.vagus.transport.websocket.WebSocketOptions;
import java.net.InetSocketAddress;

/** The lines in which a server that starts says who it is and where it listens; scripts read some of them. */
final class StartLog {
    private static final int DISCOURAGED_PAYLOAD_BYTES = 8 * 1024 * 1024;

    private final Log log;

    StartLog(Log log) {
        this.log = log;
    }

    void identity(NodeConfig config, NodeIdentity identity) {
        log.info("Starting nats-server");
        log.info("  Version:  " + identity.version());
        log.info("  Git:      [not set]");
        log.debug(() -> "  Java:     " + Runtime.version());
        if (config.topology().cluster().name() != null) {
            log.info("  Cluster:  " + config.topology().cluster().name());
        }
        log.info("  Name:     " + identity.serverName());
        log.info("  ID:       " + identity.serverId());
        if (config.access().local().hasPlainSecrets()) {
            log.warn("Plaintext passwords detected, use nkeys or bcrypt");
        }
        NodeConfig.Source source = config.source();
        if (source != null) {
            log.info("Using configuration file: " + source.file() + " (" + source.digest() + ")");
        }
        if (config.options().maxPayloadBytes() > DISCOURAGED_PAYLOAD_BYTES) {
            log.warn("Maximum payloads over 8.00 MB are generally discouraged and could lead to poor performance");
        }
    }

    void clients(NodeConfig config, InetSocketAddress clients) {
        log.info("Listening for client connections on " + text(config.options().host(), clients));
        PortOptions port = config.options().clientPort();
        if (port.proxyProtocol()) {
            log.info("PROXY protocol enabled for client connections");
        }
        if (port.tls() != null) {
            log.info(
                    port.isTlsOptional()
                            ? "TLS available for client connections"
                            : "TLS required for client connections");
            if (port.tls().handshakeFirst() && port.tls().fallbackDelay().isZero()) {
                log.warn("Clients that are not using \"TLS Handshake First\" option will fail to connect");
            }
        }
    }

    void webSockets(String scheme, WebSocketOptions options, InetSocketAddress bound) {
        log.info("Listening for websocket clients on " + scheme + "://" + text(options.host(), bound));
        if (options.tls() == null) {
            log.warn("Websocket not configured with TLS. DO NOT USE IN PRODUCTION!");
        }
    }

    /** The host as it was configured, with the port that it became. */
    static String text(String host, InetSocketAddress bound) {
        return new HostPort(host, bound.getPort()).toString();
    }
}
