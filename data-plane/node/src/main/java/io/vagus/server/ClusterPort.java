package io.vagus.server;

import io.vagus.base.Log;
import io.vagus.server.config.HostPort;
import io.vagus.server.config.Topology.Cluster;
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
 * Holds the port where other servers of the cluster would join. Each is told who this is and then left: servers are not
 * joined yet, and a port that answers tells that better than one that is closed. Its thread is the only one that uses it.
 */
final class ClusterPort implements AutoCloseable {
    private static final int BACKLOG = 16;
    /** After a connection failed, so that a lack of descriptors does not take the processor as well. */
    private static final long PAUSE_NANOS = 50_000_000;

    private static final String ANY = "0.0.0.0";

    private final ServerSocket socket;
    private final byte[] greeting;
    private final Log log;

    private ClusterPort(ServerSocket socket, byte[] greeting, Log log) {
        this.socket = socket;
        this.greeting = greeting;
        this.log = log;
    }

    /** Binds the port and begins to answer. */
    static ClusterPort open(Cluster cluster, NodeIdentity identity, Log log) throws IOException {
        String host = cluster.host().isEmpty() ? ANY : cluster.host();
        String name = cluster.name();
        log.info("Cluster name is " + (name == null ? identity.serverId() : name));
        if (name == null) {
            log.warn("Cluster name was dynamically generated, consider setting one");
        }
        ServerSocket socket = bind(host, cluster.port());
        ClusterPort port = new ClusterPort(socket, greeting(cluster, identity, host, socket.getLocalPort()), log);
        Thread.ofPlatform().daemon().name("vagus-cluster").start(port::answer);
        log.info("Listening for route connections on " + new HostPort(host, socket.getLocalPort()));
        log.warn("Servers of a cluster are not joined yet: this one serves by itself");
        return port;
    }

    private static ServerSocket bind(String host, int port) throws IOException {
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
        throw new IOException("Error listening on router port: " + port + " - listen tcp " + reason);
    }

    private static byte[] greeting(Cluster cluster, NodeIdentity identity, String host, int port) {
        String name = cluster.name() == null ? identity.serverId() : cluster.name();
        return ("INFO {\"server_id\":\"" + identity.serverId() + "\",\"server_name\":\"" + quoted(identity.serverName())
                        + "\",\"version\":\"" + identity.version() + "\",\"proto\":1,\"host\":\"" + quoted(host)
                        + "\",\"port\":" + port + ",\"headers\":true,\"max_payload\":1048576,\"cluster\":\""
                        + quoted(name)
                        + "\"} \r\n")
                .getBytes(StandardCharsets.UTF_8);
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
                log.debug(() -> "Route connection not served: " + peerLeftOrClosed.getMessage());
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug(() -> "Closing the cluster port: " + e.getMessage());
        }
    }
}
