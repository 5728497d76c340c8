package io.vagus.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of {@code /varz} that tell of ports other than the clients', in nats-server's form. */
final class ShownSections {
    private static final double STANDARD_TIMEOUT_SECONDS = 2;

    private ShownSections() {}

    /**
     * The part {@code websocket}.
     *
     * @param port the port that was bound
     * @param tls what it is encrypted with now; null for nothing
     */
    static ObjectNode webSocket(WebSocketOptions options, int port, @Nullable TlsContext tls) {
        WebSocketOptions.Access access = options.access();
        ObjectNode node = object().put("host", options.host()).put("port", port);
        putPresent(node, "advertise", options.advertise());
        putPresent(node, "no_auth_user", access.noAuthUser());
        putPresent(node, "jwt_cookie", options.cookies().jwt());
        if (!options.handshakeTimeout().isZero()) {
            node.put("handshake_timeout", options.handshakeTimeout().toNanos());
        }
        if (access.authTimeout() != null) {
            putNumber(node, "auth_timeout", access.authTimeout().toMillis() / 1000.0);
        }
        putTrue(node, "no_tls", options.tls() == null);
        TlsSettings wanted = options.tls();
        putTrue(node, "tls_map", wanted != null && wanted.verifyAndMap());
        putTexts(
                node,
                "tls_pinned_certs",
                wanted == null
                        ? List.of()
                        : wanted.pinnedCertificates().stream().sorted().toList());
        putTrue(node, "same_origin", options.sameOrigin());
        putTexts(
                node,
                "allowed_origins",
                options.allowedOrigins().stream().map(ShownSections::text).toList());
        putTrue(node, "compression", options.compression());
        putTrue(node, "tls_ocsp_peer_verify", wanted != null && wanted.ocspPeer() != null);
        if (tls != null && tls.notAfter() != null) {
            node.put("tls_cert_not_after", tls.notAfter().toString());
        }
        return node;
    }

    private static String text(WebSocketOptions.Origin origin) {
        int standard = origin.scheme().equals("https") ? 443 : 80;
        return origin.scheme() + "://" + origin.host() + (origin.port() == standard ? "" : ":" + origin.port());
    }

    /** The part {@code proxies}: those whose word about their clients is taken. */
    static ObjectNode proxies(List<String> trusted) {
        ObjectNode node = object();
        ArrayNode keys = node.putArray("trusted");
        trusted.forEach(key -> keys.addObject().put("key", key));
        return node;
    }

    /**
     * The part {@code cluster}.
     *
     * @param port the port that was bound; 0 for none
     */
    static ObjectNode cluster(Cluster cluster, int port) {
        ObjectNode node = object();
        putPresent(node, "name", cluster.name());
        if (!cluster.isConfigured()) {
            return node;
        }
        putPresent(node, "addr", cluster.host().isEmpty() ? NodeOptions.DEFAULTS.host() : cluster.host());
        if (port != 0) {
            node.put("cluster_port", port);
            putNumber(node, "auth_timeout", STANDARD_TIMEOUT_SECONDS);
        }
        putTexts(
                node,
                "urls",
                cluster.routes().stream().map(ShownSections::withoutUser).toList());
        if (port != 0) {
            putNumber(node, "tls_timeout", STANDARD_TIMEOUT_SECONDS);
        }
        if (cluster.poolSize() != 0) {
            node.put("pool_size", cluster.poolSize());
        }
        return node;
    }

    /**
     * The part {@code leaf}.
     *
     * @param port the port that was bound
     */
    static ObjectNode leafNodes(LeafNodes leafNodes, int port) {
        ObjectNode node = object();
        putPresent(node, "host", leafNodes.host().isEmpty() ? NodeOptions.DEFAULTS.host() : leafNodes.host());
        node.put("port", port);
        putNumber(node, "auth_timeout", STANDARD_TIMEOUT_SECONDS);
        putNumber(node, "tls_timeout", STANDARD_TIMEOUT_SECONDS);
        return node;
    }

    /** Host and port of a URL: what stands before may be a password. */
    private static String withoutUser(String url) {
        String rest = url.substring(url.indexOf("://") < 0 ? 0 : url.indexOf("://") + 3);
        return rest.substring(rest.lastIndexOf('@') + 1);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void putPresent(ObjectNode node, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            node.put(name, value);
        }
    }

    private static void putTrue(ObjectNode node, String name, boolean value) {
        if (value) {
            node.put(name, true);
        }
    }

    private static void putTexts(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }

    private static void putNumber(ObjectNode node, String name, double value) {
        if (value == (long) value) {
            node.put(name, (long) value);
        } else {
            node.put(name, value);
        }
    }
}
