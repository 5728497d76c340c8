package io.vagus.monitoring.http;

import io.vagus.base.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP port and its connections. It costs a thread that waits, and one more for each connection. Bounds against strangers: the
 * number of connections, the bytes of a request, and the time for each request and each answer; who has used it up goes when
 * somebody else comes.
 */
public final class HttpListener implements AutoCloseable {

    /** Connections at the same time; more are closed. */
    static final int MAX_CONNECTIONS = 512;

    private static final int BACKLOG = 64;
    private static final long PAUSE_NANOS = 10_000_000;

    private final ServerSocket server;
    private final @Nullable Supplier<SSLContext> tls;
    private final boolean verifiesPeers;
    private final Function<HttpRequest, HttpResponse> answers;
    private final Clock clock;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * Binds the port and serves.
     *
     * @param tls null for plain HTTP; asked anew for each connection
     * @param verifiesPeers whether who asks must show a certificate
     * @param answers called by many threads
     */
    public HttpListener(
            InetSocketAddress address,
            @Nullable Supplier<SSLContext> tls,
            boolean verifiesPeers,
            Function<HttpRequest, HttpResponse> answers,
            Clock clock)
            throws IOException {
        this.tls = tls;
        this.verifiesPeers = verifiesPeers;
        this.answers = answers;
        this.clock = clock;
        this.server = new ServerSocket();
        try {
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread.ofPlatform().daemon().name("vagus-http").start(this::accept);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    boolean verifiesPeers() {
        return verifiesPeers;
    }

    void done(HttpConnection connection) {
        connections.remove(connection);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                // It was closed, or there is no room for another socket just now.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        connections.stream().filter(HttpConnection::isOver).forEach(HttpConnection::close);
        if (connections.size() >= MAX_CONNECTIONS) {
            socket.close();
            return;
        }
        socket.setTcpNoDelay(true);
        SSLContext context = tls == null ? null : tls.get();
        HttpConnection connection = new HttpConnection(this, socket, context, answers, clock);
        connections.add(connection);
        Thread.ofVirtual().name("vagus-http").start(connection);
    }

    /** Ends the port and every connection. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ignored) {
            // It takes no more connections either way.
        }
        connections.forEach(HttpConnection::close);
    }
}
