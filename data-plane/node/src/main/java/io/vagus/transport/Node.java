package io.vagus.transport;

import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.Traffic;
import io.vagus.account.sharing.Sharing;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Order;
import io.vagus.base.Randomness;
import io.vagus.protocol.ClosedReason;
import io.vagus.transport.client.ClientConnection;
import io.vagus.transport.client.ClientService;
import io.vagus.transport.client.ReplyTimeouts;
import io.vagus.transport.link.ChunkPool;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsException;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.Revocation;
import io.vagus.transport.websocket.WebSocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A running node: its client port, its loops, its connections. Every method may be called by any thread. */
public final class Node {

    private static final String CLIENT_PORT = "client";
    private static final String WEB_SOCKET_PORT = "websocket";

    private final NodeIdentity identity;
    private final Accounts accounts;
    private final Clock clock;
    private final Log log;
    private final NodeEvents events;
    private final Instant started;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final List<EventLoop> loops = new ArrayList<>();
    private final ClientService clients;
    private final InternalClients internalClients;
    private volatile NodeOptions options;
    private volatile Runnable certificateRevoked = () -> {};
    private @Nullable ClientListener listener;
    private @Nullable Certificates certificates;
    private @Nullable WebSocketPort webSocketPort;
    private boolean certified;
    private boolean serving;
    private boolean stopped;

    /**
     * Everything the node needs of the world.
     *
     * @param events who hears of clients that come and go
     */
    public Node(
            NodeIdentity identity,
            NodeOptions options,
            Accounts accounts,
            Authenticator authenticator,
            NodeEvents events,
            Clock clock,
            Randomness randomness,
            Log log) {
        this.identity = identity;
        this.options = options;
        this.accounts = accounts;
        this.clock = clock;
        this.log = log;
        this.events = events;
        this.started = clock.now();
        openLoops(options);
        this.clients =
                new ClientService(identity, options, accounts, authenticator, events, clock, randomness, log, loops);
        this.internalClients = new InternalClients(log, loops.size(), clients::nextId);
    }

    private void openLoops(NodeOptions opened) {
        long buffered = opened.maxBufferedBytes() > 0
                ? opened.maxBufferedBytes()
                : Runtime.getRuntime().maxMemory() / 4 * 3;
        ChunkPool pool = new ChunkPool(buffered);
        int count = opened.loops() > 0 ? opened.loops() : Runtime.getRuntime().availableProcessors();
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new EventLoop(i, clock, log, pool));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot open an event loop", e);
        }
    }

    /** Who this node is. */
    public NodeIdentity identity() {
        return identity;
    }

    /** The options that hold now. */
    public NodeOptions options() {
        return options;
    }

    /** The accounts this node serves. */
    public Accounts accounts() {
        return accounts;
    }

    /**
     * Binds the client port, so that clients may queue; nobody is served before {@link #start}. Returns the address bound.
     * It is quick: certificates are read later, by {@link #readCertificates}.
     */
    public InetSocketAddress bind() throws IOException {
        lifecycle.lock();
        try {
            ClientListener bound = listener;
            return bound == null ? listenAt(BoundPort.bind(options.host(), options.port())) : bound.address();
        } finally {
            lifecycle.unlock();
        }
    }

    /** As {@link #bind}, with a client port that was bound already, as the first thing of all; the node owns it now. */
    public InetSocketAddress bind(BoundPort port) {
        lifecycle.lock();
        try {
            return listenAt(port);
        } finally {
            lifecycle.unlock();
        }
    }

    private InetSocketAddress listenAt(BoundPort port) {
        listener = new ClientListener("Client", port, loops.getFirst(), this::enter, log);
        clients.port(port.address().getPort());
        return port.address();
    }

    /**
     * Reads what the client port shows of itself, unless that was done; {@link #start} does it too. Errors: {@link
     * TlsException} when it cannot be read.
     */
    public void readCertificates() throws TlsException {
        lifecycle.lock();
        try {
            if (!certified) {
                openTls(options);
                certified = true;
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void openTls(NodeOptions opened) throws TlsException {
        TlsSettings tls = opened.clientPort().tls();
        if (tls == null) {
            clients.tls(null);
            if (certificates != null) {
                certificates.leave(CLIENT_PORT);
            }
        } else {
            certificates().serve(CLIENT_PORT, tls, clients::tls, !certified);
        }
    }

    private Certificates certificates() {
        Certificates known = certificates;
        if (known == null) {
            known = new Certificates(
                    log, new Revocation(options.ocsp(), clock, log, events, () -> certificateRevoked.run()));
            certificates = known;
        }
        return known;
    }

    /** Reads certificates and keys again whose files have changed; connections that are there keep what they have. */
    public void refreshCertificates() {
        lifecycle.lock();
        try {
            if (certificates != null) {
                certificates.refresh();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private void enter(SocketChannel channel, InetSocketAddress remote) throws IOException {
        clients.serve(new TcpLink(channel), remote);
    }

    /** As {@link #bind}, for the WebSocket port: binds it and no more. Null when there is to be none. */
    public @Nullable InetSocketAddress bindWebSocket() throws IOException {
        lifecycle.lock();
        try {
            WebSocketOptions wanted = options.clientPort().webSocket();
            if (wanted == null) {
                return null;
            }
            WebSocketPort port = webSocketPort;
            if (port == null) {
                port = new WebSocketPort(wanted, loops, clients, log);
                webSocketPort = port;
            }
            return port.address();
        } finally {
            lifecycle.unlock();
        }
    }

    /**
     * Serves the WebSocket port, which it binds first if that was not done; null when there is to be none. Errors: {@link
     * TlsException} when what the port shows of itself cannot be read.
     */
    public @Nullable InetSocketAddress openWebSocket() throws IOException {
        lifecycle.lock();
        try {
            InetSocketAddress address = bindWebSocket();
            WebSocketPort port = webSocketPort;
            if (port != null) {
                openTls(port, port.options());
                port.start();
            }
            return address;
        } finally {
            lifecycle.unlock();
        }
    }

    private void openTls(WebSocketPort port, WebSocketOptions wanted) throws TlsException {
        TlsSettings tls = wanted.tls();
        if (tls != null) {
            certificates().serve(WEB_SOCKET_PORT, tls, port::tls, !certified);
        }
    }

    /** Starts to serve; binds first if that was not done. */
    public void start() throws IOException {
        lifecycle.lock();
        try {
            bind();
            readCertificates();
            if (!serving && listener != null) {
                serving = true;
                loops.forEach(EventLoop::start);
                listener.start();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** Closes the port and every connection ({@code Server Shutdown}), ends the loops. Idempotent. */
    public void stop() {
        lifecycle.lock();
        try {
            if (stopped) {
                return;
            }
            stopped = true;
            closeListener();
            for (ClientConnection connection : clients.connections()) {
                connection.close(ClosedReason.SERVER_SHUTDOWN, null);
            }
            internalClients.stop();
            if (certificates != null) {
                certificates.stop();
            }
            loops.forEach(EventLoop::stop);
        } finally {
            lifecycle.unlock();
        }
        awaitLoops();
    }

    private void awaitLoops() {
        try {
            for (EventLoop loop : loops) {
                loop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeListener() {
        ClientListener bound = listener;
        if (bound != null) {
            bound.close();
        }
        if (webSocketPort != null) {
            webSocketPort.close();
        }
    }

    /** Closes the port, tells clients ({@code ldm:true}), waits the grace time, closes connections bit by bit, stops; then completes. */
    public CompletionStage<@Nullable Void> lameDuck() {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("vagus-lame-duck").start(() -> {
            try {
                leave();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                stop();
                done.complete(null);
            }
        });
        return done;
    }

    private void leave() throws InterruptedException {
        lifecycle.lock();
        try {
            closeListener();
        } finally {
            lifecycle.unlock();
        }
        clients.connections().forEach(ClientService::tellLameDuck);
        NodeOptions now = options;
        pause(now.lameDuckGrace());
        List<ClientConnection> remaining = List.copyOf(clients.connections());
        if (remaining.isEmpty()) {
            return;
        }
        Duration spread = now.lameDuckDuration().minus(now.lameDuckGrace());
        Duration step = spread.isNegative() ? Duration.ZERO : spread.dividedBy(remaining.size());
        for (ClientConnection connection : remaining) {
            connection.close(ClosedReason.SERVER_SHUTDOWN, null);
            pause(step);
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /** Sends one client an INFO with {@code ldm:true}; false when there is no such connection. */
    public boolean lameDuck(long connectionId) {
        ClientConnection connection = clients.connection(connectionId);
        if (connection == null) {
            return false;
        }
        ClientService.tellLameDuck(connection);
        return true;
    }

    /** Closes one connection; false when there is no such connection. */
    public boolean kick(long connectionId) {
        return close(connectionId, ClosedReason.KICKED, null);
    }

    /** Closes one connection, after the error text when there is one; false when there is no such connection. */
    public boolean close(long connectionId, ClosedReason reason, @Nullable String errorText) {
        ClientConnection connection = clients.connection(connectionId);
        if (connection == null) {
            return false;
        }
        connection.close(reason, errorText);
        return true;
    }

    /**
     * Puts changed options into effect; host, port and loops stay as they were. Errors: {@link TlsException}; then the
     * options that were there hold on.
     */
    public void updateOptions(NodeOptions changed) throws TlsException {
        lifecycle.lock();
        try {
            if (certificates != null) {
                certificates.revocation().settings(changed.ocsp());
            }
            openTls(changed);
            WebSocketOptions webSocket = changed.clientPort().webSocket();
            if (webSocketPort != null && webSocket != null) {
                openTls(webSocketPort, webSocket);
                webSocketPort.update(webSocket);
            }
            options = changed;
            clients.updateOptions(changed);
        } finally {
            lifecycle.unlock();
        }
    }

    /** The node's counters now. */
    public NodeCounters counters() {
        Traffic traffic = Traffic.NONE;
        long subscriptions = 0;
        for (Account account : accounts.all()) {
            traffic = traffic.plus(account.traffic());
            subscriptions += account.interest().size();
        }
        return new NodeCounters(
                started,
                clients.connections().size(),
                clients.acceptedCount(),
                subscriptions,
                traffic,
                clients.slowPendingCount(),
                clients.slowDeadlineCount(),
                clients.staleCount(),
                clients.stallCount());
    }

    /** Open connections now, by number. */
    public List<ConnectionInfo> connections(boolean withSubscriptions) {
        return clients.connections().stream()
                .sorted(Order.byLong(ClientConnection::id))
                .map(connection -> ClientService.snapshot(connection, withSubscriptions))
                .toList();
    }

    /** One open connection. */
    public @Nullable ConnectionInfo connection(long connectionId, boolean withSubscriptions) {
        ClientConnection connection = clients.connection(connectionId);
        return connection == null ? null : ClientService.snapshot(connection, withSubscriptions);
    }

    /** The connections closed last, oldest first, at most {@link NodeOptions#maxClosedClients()}. */
    public List<ConnectionInfo> closedConnections() {
        return clients.closedConnections();
    }

    /** Gives up on answers between these accounts when their time is over. Called once. */
    public void serve(Sharing sharing) {
        new ReplyTimeouts(sharing, loops.getFirst(), log).start();
    }

    /** Whom to tell, on a thread of its own, that a certificate of the node's is revoked and the node is to end for it. */
    public void onCertificateRevoked(Runnable action) {
        certificateRevoked = action;
    }

    /** How answers about peers' certificates are kept; null where they are not. */
    public Revocation.@Nullable CacheView revocationCache() {
        lifecycle.lock();
        try {
            return certificates == null ? null : certificates.revocation().cacheView();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Has this one look at messages that clients publish with headers; null: nobody. */
    public void watchPublications(@Nullable PublishWatcher watcher) {
        clients.publishWatcher(watcher);
    }

    /** Clients that come from now on are told whether there are streams here. */
    public void offersStreams(boolean offered) {
        clients.offersStreams(offered);
    }

    /** What the client port is encrypted with now; null for nothing. */
    public @Nullable TlsContext clientTls() {
        return clients.tls();
    }

    /** What the WebSocket port is encrypted with now; null for nothing. */
    public @Nullable TlsContext webSocketTls() {
        lifecycle.lock();
        try {
            WebSocketPort port = webSocketPort;
            return port == null ? null : port.tls();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Messages that wait for subscriptions of the node's own. */
    public int internalMessagesWaiting() {
        return internalClients.waiting();
    }

    /** Messages that subscriptions of the node's own have in hand. */
    public int internalMessagesInProgress() {
        return internalClients.inProgress();
    }

    /** A client of the node's own in that account. */
    public InternalClient internalClient(Account account) {
        return internalClients.in(account);
    }
}
