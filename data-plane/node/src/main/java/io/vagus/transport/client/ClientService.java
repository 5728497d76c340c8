package io.vagus.transport.client;

import io.vagus.account.Accounts;
import io.vagus.account.Authenticator;
import io.vagus.account.UserIdentity;
import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.base.Randomness;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ServerInfo;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.NodeEvents;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PublishWatcher;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Link;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.websocket.WebSocketOptions;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all client connections of a node share: who they are, how they are judged, how they are counted. Safe for use by any thread. */
public final class ClientService {

    private static final int NONCE_BYTES = 11;

    private final NodeIdentity identity;
    private volatile boolean offersStreams;
    private final Accounts accounts;
    private final Authenticator authenticator;
    private final NodeEvents events;
    private final Clock clock;
    private final Randomness randomness;
    private final long namesKey;
    private final Log log;
    private final LoopRouter[] routers;
    private final ConcurrentMap<Long, ClientConnection> connections = new ConcurrentHashMap<>();
    private final ClosedConnections closed = new ClosedConnections();
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong slowPending = new AtomicLong();
    private final AtomicLong slowDeadline = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong stalls = new AtomicLong();
    private volatile NodeOptions options;
    private volatile int port;
    private volatile @Nullable TlsContext tls;
    private final HandshakeRate handshakes = new HandshakeRate();
    private volatile @Nullable PublishWatcher publishWatcher;

    /**
     * @param loops the loops that serve the connections
     */
    public ClientService(
            NodeIdentity identity,
            NodeOptions options,
            Accounts accounts,
            Authenticator authenticator,
            NodeEvents events,
            Clock clock,
            Randomness randomness,
            Log log,
            List<EventLoop> loops) {
        this.identity = identity;
        this.offersStreams = identity.jetStream();
        this.options = options;
        this.accounts = accounts;
        this.authenticator = authenticator;
        this.events = events;
        this.clock = clock;
        this.randomness = randomness;
        this.log = log;
        this.namesKey = randomLong();
        this.routers = loops.stream()
                .map(loop -> new LoopRouter(loop, accounts.system(), randomLong()))
                .toArray(LoopRouter[]::new);
        tellRouters(options);
    }

    private void tellRouters(NodeOptions current) {
        for (LoopRouter router : routers) {
            router.loop().execute(() -> router.dropForLaggards(current.noFastProducerStall()));
        }
    }

    private long randomLong() {
        byte[] bytes = new byte[Long.BYTES];
        randomness.fill(bytes);
        return ByteBuffer.wrap(bytes).getLong();
    }

    /** Serves a new connection, on the loop whose turn it is. */
    public void serve(Link link, InetSocketAddress remote) {
        long id = nextId();
        serve(id, link, remote, routers[(int) (id % routers.length)], Entrance.CLIENT_PORT);
    }

    /** Serves a new connection that has come by another door, on the loop that it is on already. */
    public void serve(Link link, InetSocketAddress remote, EventLoop loop, Entrance entrance) {
        serve(nextId(), link, remote, routers[loop.index()], entrance);
    }

    private void serve(long id, Link link, InetSocketAddress remote, LoopRouter router, Entrance entrance) {
        accepted.incrementAndGet();
        ClientConnection connection = new ClientConnection(this, id, remote, router, link, entrance);
        connections.put(id, connection);
        router.loop().execute(connection::open);
    }

    /** The largest message that options allow. */
    public int maxPayloadBytes() {
        return options.maxPayloadBytes();
    }

    /** A number no connection has had. */
    public long nextId() {
        return lastId.incrementAndGet();
    }

    /** Puts changed options into effect. */
    public void updateOptions(NodeOptions changed) {
        options = changed;
        tellRouters(changed);
        connections.values().forEach(ClientConnection::optionsChanged);
    }

    /** The port that INFO names. */
    public void port(int bound) {
        port = bound;
    }

    /** What the client port is encrypted with from now on; null for nothing. */
    public void tls(@Nullable TlsContext context) {
        tls = context;
    }

    /** What the client port is encrypted with now. */
    public @Nullable TlsContext tls() {
        return tls;
    }

    /** What INFO says of TLS. */
    ServerInfo.Tls announcedTls(Entrance entrance, boolean handshakeIsDone) {
        WebSocketOptions door = entrance.port();
        if (door != null) {
            boolean encrypted = door.tls() != null;
            return new ServerInfo.Tls(encrypted, encrypted, false);
        }
        TlsContext context = tls;
        if (context == null) {
            return ServerInfo.Tls.NONE;
        }
        boolean optional = options.clientPort().allowNonTls();
        return new ServerInfo.Tls(
                !optional || handshakeIsDone, optional, context.settings().verify());
    }

    /** Whether one more TLS handshake may begin on the client port in this second. */
    boolean mayShakeHands() {
        TlsContext context = tls;
        return context == null
                || handshakes.allows(clock.nanos(), context.settings().connectionRateLimit());
    }

    /** The host that INFO names: what was advertised, or what is listened on. */
    String announcedHost(Entrance entrance) {
        WebSocketOptions door = entrance.port();
        if (door != null) {
            return door.host();
        }
        Advertised advertised = Advertised.of(options.clientPort().clientAdvertise());
        return advertised == null ? options.host() : advertised.host();
    }

    /** The port that INFO names. */
    int announcedPort(Entrance entrance) {
        InetSocketAddress door = entrance.address();
        if (door != null) {
            return door.getPort();
        }
        Advertised advertised = Advertised.of(options.clientPort().clientAdvertise());
        return advertised == null || advertised.port() == 0 ? port : advertised.port();
    }

    /** Has this one look at messages with headers; null: nobody. */
    public void publishWatcher(@Nullable PublishWatcher watcher) {
        publishWatcher = watcher;
    }

    @Nullable
    PublishWatcher publishWatcher() {
        return publishWatcher;
    }

    /** Whether clients are told that there are streams here. */
    boolean offersStreams() {
        return offersStreams;
    }

    /** Clients that come from now on are told so. */
    public void offersStreams(boolean offered) {
        offersStreams = offered;
    }

    NodeIdentity identity() {
        return identity;
    }

    NodeOptions options() {
        return options;
    }

    Accounts accounts() {
        return accounts;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    NodeEvents events() {
        return events;
    }

    Clock clock() {
        return clock;
    }

    Log log() {
        return log;
    }

    /** What the names that clients give are hashed with; nobody outside knows it. */
    long namesKey() {
        return namesKey;
    }

    int loopCount() {
        return routers.length;
    }

    String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        randomness.fill(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether one connection too many is there, the asking one included. */
    boolean isFull() {
        int most = options.maxConnections();
        return connections.size() > Math.max(0, most);
    }

    void connected(ClientConnection connection) {
        events.connected(connection.snapshot(false));
    }

    /**
     * @param claimed whom the client said to be
     * @param notice what an account is told; null for nothing
     */
    void authenticationFailed(
            ClientConnection connection,
            UserIdentity claimed,
            String cause,
            Authenticator.Denied.@Nullable Notice notice) {
        String user = claimed.authorizedUser();
        log.error(connection + " - authentication error" + (user == null ? "" : " - User \"" + user + "\""));
        log.debug(() -> connection + " - " + cause);
        ConnectionInfo info = connection.snapshot(false);
        events.authenticationFailed(info, cause);
        if (notice != null) {
            events.refusedByAccount(info, notice.account().name(), notice.reason());
        }
    }

    void closed(ClosedReason reason, ClientConnection connection, ConnectionInfo info) {
        if (!connections.remove(connection.id(), connection)) {
            return;
        }
        switch (reason) {
            case SLOW_CONSUMER_PENDING_BYTES -> slow(slowPending, connection, "pending bytes");
            case SLOW_CONSUMER_WRITE_DEADLINE -> slow(slowDeadline, connection, "write deadline");
            default -> log.debug(() -> connection + " - Client connection closed: " + reason.text());
        }
        closed.add(info, options.maxClosedClients());
        events.disconnected(info);
    }

    /** A client that is behind stays, this once. */
    void countSlow(ClientConnection connection) {
        slow(slowDeadline, connection, "write deadline");
    }

    private void slow(AtomicLong counter, ClientConnection connection, String what) {
        counter.incrementAndGet();
        log.info(connection + " - Slow Consumer Detected: " + what);
    }

    void countStale() {
        stale.incrementAndGet();
    }

    void countStall() {
        stalls.incrementAndGet();
    }

    /** Open connections. */
    public Collection<ClientConnection> connections() {
        return connections.values();
    }

    /** One open connection. */
    public @Nullable ClientConnection connection(long id) {
        return connections.get(id);
    }

    /** A snapshot of a connection. */
    public static ConnectionInfo snapshot(ClientConnection connection, boolean withSubscriptions) {
        return connection.snapshot(withSubscriptions);
    }

    /** Tells a client that the node is about to go. */
    public static void tellLameDuck(ClientConnection connection) {
        connection.tellLameDuck();
    }

    /** Connections closed last, oldest first. */
    public List<ConnectionInfo> closedConnections() {
        return closed.all();
    }

    public long acceptedCount() {
        return accepted.get();
    }

    public long slowPendingCount() {
        return slowPending.get();
    }

    public long slowDeadlineCount() {
        return slowDeadline.get();
    }

    public long staleCount() {
        return stale.get();
    }

    public long stallCount() {
        return stalls.get();
    }
}
