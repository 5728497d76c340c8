package io.vagus.server;

import io.vagus.base.Log;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.transport.NodeIdentity;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a port where other servers would join: as peers of the cluster or as leaf nodes. Each is told who this is and then
 * left: servers are not joined yet, and a port that answers tells that better than one that is closed. Its thread is the
 * only one that uses it.
 */
final class PeerPort implements AutoCloseable {
    private static final int BACKLOG = 16;
    /** After a connection failed, so that a lack of descriptors does not take the processor as well. */
    private static final long PAUSE_NANOS = 50_000_000;

    private static final String ANY = "0.0.0.0";

    private final Kind kind;
    private final ServerSocket socket;
    private final byte[] greeting;
    private final Log log;

    /** What comes in at a port, in the words of nats-server's log. */
    private enum Kind {
        ROUTE("route", "router", "Servers of a cluster are not joined yet: this one serves by itself"),
        LEAF("leafnode", "leafnode", "Leaf nodes are not joined yet: this server serves by itself");

        private final String connections;
        private final String port;
        private final String warning;

        Kind(String connections, String port, String warning) {
            this.connections = connections;
            this.port = port;
            this.warning = warning;
        }
    }

    private PeerPort(Kind kind, ServerSocket socket, byte[] greeting, Log log) {
        this.kind = kind;
        this.socket = socket;
        this.greeting = greeting;
        this.log = log;
    }

    /** Binds the port of the cluster and begins to answer. */
    static PeerPort routes(Cluster cluster, NodeIdentity identity, Log log) throws IOException {
        String host = hostOf(cluster.host());
        String given = cluster.name();
        String name = given == null ? identity.serverId() : given;
        log.info("Cluster name is " + name);
        if (given == null) {
            log.warn("Cluster name was dynamically generated, consider setting one");
        }
        ServerSocket socket = bind(Kind.ROUTE, host, cluster.port());
        String greeting = info(identity, host, socket.getLocalPort(), ",\"cluster\":\"" + quoted(name) + "\"");
        return answering(Kind.ROUTE, socket, host, greeting, log);
    }

    /** Binds the port of the leaf nodes and begins to answer. */
    static PeerPort leafNodes(LeafNodes leafNodes, NodeIdentity identity, Log log) throws IOException {
        String host = hostOf(leafNodes.host());
        ServerSocket socket = bind(Kind.LEAF, host, leafNodes.port());
        String greeting = info(identity, host, socket.getLocalPort(), "") + "-ERR 'Leaf nodes are not served'\r\n";
        return answering(Kind.LEAF, socket, host, greeting, log);
    }

    private static PeerPort answering(Kind kind, ServerSocket socket, String host, String greeting, Log log) {
        PeerPort port = new PeerPort(kind, socket, greeting.getBytes(StandardCharsets.UTF_8), log);
        Thread.ofPlatform().daemon().name("vagus-" + kind.connections).start(port::answer);
        log.info("Listening for " + kind.connections + " connections on " + new HostPort(host, socket.getLocalPort()));
        log.warn(kind.warning);
        return port;
    }

    private static String hostOf(String written) {
        return written.isEmpty() ? ANY : written;
    }

    private static ServerSocket bind(Kind kind, String host, int port) throws IOException {
        HostPort wanted = new HostPort(host, port);
        String reason;
        try {
            int socketPort = port == HostPort.RANDOM ? 0 : port;
            if (socketPort >= 0 && socketPort <= 65535) {
                return new ServerSocket(socketPort, BACKLOG, InetAddress.getByName(host));
            }
            reason = "address " + port + ": invalid port";
        } catch (BindException e) {
            reason = wanted + ": bind: " + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        } catch (UnknownHostException e) {
            reason = "lookup " + host + ": no such host";
        }
        throw new IOException("Error listening on " + kind.port + " port: " + port + " - listen tcp " + reason);
    }

    private static String info(NodeIdentity identity, String host, int port, String more) {
        return "INFO {\"server_id\":\"" + identity.serverId() + "\",\"server_name\":\"" + quoted(identity.serverName())
                + "\",\"version\":\"" + identity.version() + "\",\"proto\":1,\"host\":\"" + quoted(host)
                + "\",\"port\":" + port + ",\"headers\":true,\"max_payload\":1048576" + more + "} \r\n";
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Where it is bound. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void answer() {
        while (!socket.isClosed()) {
            try (Socket peer = socket.accept()) {
                peer.getOutputStream().write(greeting);
            } catch (IOException peerLeftOrClosed) {
                log.debug(() -> kind.connections + " connection not served: " + peerLeftOrClosed.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug(() -> "Closing the " + kind.connections + " port: " + e.getMessage());
        }
    }
}
