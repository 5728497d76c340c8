package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.Member;
import io.vagus.account.Peer;
import io.vagus.account.Permissions;
import io.vagus.account.ReplyLeave;
import io.vagus.account.TlsSession;
import io.vagus.account.UserIdentity;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.protocol.ClientParser;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalMessage;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Link;
import io.vagus.transport.link.Outbound;
import io.vagus.transport.link.Staging;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client: the client protocol from INFO to the end. Owned by its event loop, which alone reads from it and changes
 * it; other loops only deliver to it (through {@link #outbound}), end its limited subscriptions and read its settings.
 * Monitoring reads its counters without a lock and may see them a batch late.
 *
 * <p>It begins, writes and ends; the parts of the conversation are with those it owns: {@link ClientSocket},
 * {@link Opening} before the protocol, {@link ClientOperations}, {@link ClientLogin}, {@link ClientPublishing},
 * {@link ClientSubscriptions} and {@link ClientClocks}.
 */
public final class ClientConnection implements Endpoint, Receiver, Member, InternalMessage.Sender {

    static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);

    /** How far the conversation has come. */
    private enum State {
        /** The protocol has not begun: see {@link Opening}. */
        OPENING,
        /** Nothing has been proved; only CONNECT is served. */
        GREETED,
        /** The authenticator is at work; nothing is read meanwhile. */
        AUTHENTICATING,
        /** Everything is served. */
        OPEN,
        /** It is over. */
        CLOSED
    }

    private final ClientService service;
    private final long id;
    private final EventLoop loop;
    private final Entrance entrance;
    private final Outbound outbound;
    private final ClientParser parser;
    private final ClientSocket socket;
    private final ClientLabel label;
    private final ClientClocks clocks;
    private final ClientSubscriptions subscriptions;
    private final ClientPublishing publishing;
    private final ClientLogin login;

    private State state = State.OPENING;
    private @Nullable Opening opening;
    private volatile ConnectionInfo.Session session;
    private @Nullable TlsPeer tlsPeer;
    /** Set on this connection's loop; others may see the one before for a moment. */
    private @Nullable ProtocolTrace trace;

    // What every message asks for lies here rather than with the login that sets it.
    private volatile ConnectOptions options = ConnectOptions.INITIAL;
    private volatile @Nullable ReplyLeave replyLeave;
    private volatile boolean echoes = true;
    private volatile boolean headers;
    private volatile @Nullable ClosedReason closedReason;

    ClientConnection(
            ClientService service, long id, InetSocketAddress remote, LoopRouter router, Link link, Entrance entrance) {
        this.service = service;
        this.id = id;
        this.loop = router.loop();
        this.entrance = entrance;
        this.tlsPeer = entrance.tls();
        this.session = ClientView.session(entrance, tlsPeer, false);
        NodeOptions nodeOptions = service.options();
        this.outbound = new Outbound(
                link, loop.pool(), new OutboundWatcher(), service.loopCount(), nodeOptions.maxPendingBytes());
        this.parser = new ClientParser(
                new ClientOperations(this, service, entrance),
                ClientLogin.maxControlLine(nodeOptions),
                nodeOptions.maxPayloadBytes());
        this.socket = new ClientSocket(this, loop, parser, link);
        this.label = new ClientLabel(entrance, id, remote);
        this.clocks = new ClientClocks(this, service, entrance, loop, outbound);
        this.subscriptions = new ClientSubscriptions(this, service);
        this.publishing = new ClientPublishing(this, service, router);
        this.login = new ClientLogin(this, service, entrance, parser);
    }

    // --- beginning -----------------------------------------------------------------------------------------------

    /** Greets the client; on its loop. */
    void open() {
        try {
            socket.register();
        } catch (IOException e) {
            close(ClosedReason.READ_ERROR, null);
            return;
        }
        login.prepare();
        TlsContext tls = service.tls();
        PortOptions port = service.options().clientPort();
        Link link = socket.link();
        boolean prelude = link instanceof TcpLink && (tls != null || port.proxyProtocol());
        if (service.isFull()) {
            greet(false);
            closeNow(ClosedReason.MAX_CONNECTIONS_EXCEEDED, "maximum connections exceeded");
        } else if (prelude) {
            Opening before = new Opening(this, (TcpLink) link, tls, port);
            opening = before;
            before.begin();
        } else {
            greet(false);
            begin();
        }
    }

    /** Says INFO for the first time, without an address as long as a proxy may say another. */
    void greet(boolean tlsIsDone) {
        write(login.info(
                false, false, tlsIsDone || !service.options().clientPort().proxyProtocol(), tlsIsDone));
    }

    /** The protocol begins. */
    private void begin() {
        state = State.GREETED;
        trace = traceIfWanted();
        service.log().debug(() -> logName() + " - Client connection created");
        clocks.startPings();
        login.begin();
        arm();
    }

    // --- what comes before the protocol, see Opening --------------------------------------------------------------

    EventLoop loop() {
        return loop;
    }

    /** Whether all that was written has gone out. */
    boolean isFlushed() {
        loop.flush(outbound);
        return !outbound.isWaiting();
    }

    /** The protocol may begin, over this link. */
    void opened(Link used, @Nullable TlsPeer peer, boolean tlsFirst) {
        opening = null;
        if (used != socket.link()) {
            socket.switchTo(used);
            outbound.switchTo(used);
        }
        if (peer != null) {
            tlsPeer = peer;
            session = ClientView.session(entrance, peer, tlsFirst);
        }
        if (tlsFirst) {
            greet(true);
        }
        begin();
        // What came together with the last bytes of the opening does not make the socket readable again.
        if (state != State.CLOSED) {
            onReadable();
        }
    }

    // --- reading -------------------------------------------------------------------------------------------------

    @Override
    public void onReadable() {
        Opening before = opening;
        if (before != null) {
            before.onReadable();
            return;
        }
        socket.read();
    }

    @Override
    public boolean isGreedy() {
        return socket.isGreedy() || clocks.isWaitingToWrite();
    }

    /** Tells the selector what to watch for now. */
    void updateInterest() {
        socket.updateInterest();
    }

    // --- the login, see ClientLogin ------------------------------------------------------------------------------

    /** Nothing is read while the authenticator is at work. */
    void awaitVerdict() {
        state = State.AUTHENTICATING;
        parser.stop();
        updateInterest();
    }

    /** The authenticator is done: what it says is carried out on the loop, and then what was kept is read. */
    void onVerdict(Runnable consequence) {
        loop.execute(() -> {
            if (state == State.AUTHENTICATING) {
                state = State.GREETED;
                consequence.run();
                if (state != State.CLOSED) {
                    socket.resume();
                }
            }
        });
    }

    /** From now on everything is served. */
    void letIn() {
        state = State.OPEN;
    }

    void options(ConnectOptions said) {
        options = said;
        publishing.agree(said);
    }

    void agree(boolean wantsEcho, boolean wantsHeaders) {
        echoes = wantsEcho;
        headers = wantsHeaders;
    }

    void replyLeave(@Nullable ReplyLeave next) {
        replyLeave = next;
    }

    /** Says why it is about to end. */
    void endsBecause(ClosedReason reason) {
        closedReason = reason;
    }

    @Override
    public Peer peer() {
        TlsPeer encrypted = tlsPeer;
        return new Peer(
                id,
                label.remote(),
                entrance.type(),
                encrypted == null
                        ? null
                        : new TlsSession(
                                encrypted.version(),
                                encrypted.cipherSuite(),
                                encrypted.certificates(),
                                encrypted.chain()));
    }

    // --- what its parts ask --------------------------------------------------------------------------------------

    ClientSocket socket() {
        return socket;
    }

    ClientService service() {
        return service;
    }

    ClientLabel label() {
        return label;
    }

    ClientClocks clocks() {
        return clocks;
    }

    ClientSubscriptions subscriptions() {
        return subscriptions;
    }

    ClientLogin login() {
        return login;
    }

    ClientPublishing publishing() {
        return publishing;
    }

    ConnectOptions options() {
        return options;
    }

    @Nullable
    ReplyLeave replyLeave() {
        return replyLeave;
    }

    /** What comes before the protocol; null when that is over. */
    @Nullable
    Opening opening() {
        return opening;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isAuthenticating() {
        return state == State.AUTHENTICATING;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    @Nullable
    ClosedReason closedReason() {
        return closedReason;
    }

    ConnectionInfo.Session session() {
        return session;
    }

    String logName() {
        return label.text();
    }

    // --- what other loops ask ------------------------------------------------------------------------------------

    Outbound outbound() {
        return outbound;
    }

    /** Who shows what this connection says and hears; null while nobody wants to see it. */
    @Nullable
    ProtocolTrace trace() {
        return trace;
    }

    private @Nullable ProtocolTrace traceIfWanted() {
        return service.log().isEnabled(Log.Level.TRACE)
                ? new ProtocolTrace(service.log(), this::logName, service.options())
                : null;
    }

    boolean echoes() {
        return echoes;
    }

    boolean understandsHeaders() {
        return headers;
    }

    boolean hides(byte[] subject, byte @Nullable [] queue) {
        return subscriptions.hides(subject, queue);
    }

    /** Ends a subscription; by any loop, for instance the one that made the last of its deliveries. */
    void end(Subscription subscription) {
        subscriptions.end(subscription);
    }

    /** Its loop when that is the calling thread's. */
    @Nullable
    EventLoop loopIfCurrent() {
        return loop.isCurrent() ? loop : null;
    }

    /** What the client calls itself. */
    @Nullable
    String clientName() {
        return options.name();
    }

    /** The account it is in; empty when it is in none. */
    String accountName() {
        Account bound = login.account();
        return bound == null ? "" : bound.name();
    }

    boolean grantsReplies() {
        return replyLeave != null;
    }

    void grantReply(byte[] reply) {
        ReplyLeave leave = replyLeave;
        if (leave != null) {
            leave.grant(new String(reply, UTF_8), service.clock().nanos());
        }
    }

    /** There was no memory left to gather bytes for it. */
    void outOfMemory() {
        if (!outbound.isClosed()) {
            close(ClosedReason.SLOW_CONSUMER_PENDING_BYTES, null);
        }
    }

    /** Hears of its outbound side, from any thread. */
    private final class OutboundWatcher implements Outbound.Watcher {

        @Override
        public void onPending() {
            onLoop(clocks::watchPending);
        }

        @Override
        public void onBroken(ClosedReason reason) {
            loop.execute(() -> closeNow(reason, null));
        }
    }

    private void onLoop(Runnable action) {
        if (loop.isCurrent()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    // --- writing -------------------------------------------------------------------------------------------------

    void write(byte[] bytes) {
        if (trace != null) {
            trace.said(bytes);
        }
        Staging staging = loop.stage(outbound, bytes.length);
        if (staging == null) {
            outOfMemory();
            return;
        }
        staging.chunk().put(staging.length(), bytes);
        staging.advanceTo(staging.length() + bytes.length);
    }

    void writeError(String text) {
        write(("-ERR '" + text + "'\r\n").getBytes(UTF_8));
    }

    @Override
    public void onWritable() {
        Opening before = opening;
        if (before != null) {
            before.onWritable();
            return;
        }
        clocks.onWritable();
    }

    // --- time ----------------------------------------------------------------------------------------------------

    /** Wakes it when something is due. */
    void arm() {
        if (state == State.CLOSED) {
            return;
        }
        Opening before = opening;
        if (before == null) {
            clocks.arm();
        } else {
            clocks.arm(before.due());
        }
    }

    @Override
    public void onTimer(long now) {
        Opening before = opening;
        if (before != null) {
            before.onTimer(now);
            return;
        }
        clocks.onTimer(now);
        arm();
    }

    @Override
    public void onFailure(Throwable failure) {
        service.log().error(logName() + " - closed after a failure in the node: " + failure);
        closeNow(ClosedReason.PROTOCOL_VIOLATION, null);
    }

    // --- the end -------------------------------------------------------------------------------------------------

    @Override
    public void close(ClosedReason reason, @Nullable String errorText) {
        loop.execute(() -> closeNow(reason, errorText));
    }

    /** Ends the connection; on its loop. The first reason counts. */
    void closeNow(ClosedReason reason, @Nullable String errorText) {
        if (state == State.CLOSED) {
            return;
        }
        if (errorText != null && (opening == null || opening.isInClear())) {
            writeError(errorText);
        }
        publishing.settleBatch();
        state = State.CLOSED;
        parser.stop();
        loop.flush(outbound);
        outbound.close();
        clocks.cancel();
        socket.cancel();
        if (opening != null) {
            opening.close();
            opening = null;
        }
        socket.close(reason);
        closedReason = reason;
        Account bound = login.account();
        int subscriptionCount = subscriptions.count();
        List<ConnectionInfo.SubscriptionInfo> last = subscriptions.infos(Limits.CLOSED_SUBSCRIPTIONS);
        if (bound != null) {
            subscriptions.endAll();
            if (reason == ClosedReason.SLOW_CONSUMER_PENDING_BYTES
                    || reason == ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE) {
                bound.countSlowConsumer();
            }
        }
        ConnectionInfo seen = ClientView.of(this, subscriptionCount, last);
        if (bound != null) {
            bound.leave(this);
        }
        service.closed(reason, this, seen);
        publishing.close();
    }

    // --- as the account and the node see it ----------------------------------------------------------------------

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean isClient() {
        return true;
    }

    @Override
    public UserIdentity user() {
        return login.user();
    }

    @Override
    public Permissions permissions() {
        return login.permissions();
    }

    @Override
    public @Nullable Instant expires() {
        return login.expires();
    }

    @Override
    public void updatePermissions(Permissions next) {
        loop.execute(() -> {
            if (state == State.OPEN && !next.equals(login.permissions())) {
                login.apply(next);
                subscriptions.reconsider();
            }
        });
    }

    @Override
    public void accountLimitsChanged() {
        loop.execute(() -> {
            if (state != State.CLOSED) {
                limitAgain();
            }
            if (state == State.OPEN && subscriptions.areTooMany()) {
                closeNow(ClosedReason.MAX_SUBSCRIPTIONS_EXCEEDED, "maximum subscriptions exceeded");
            }
        });
    }

    private void limitAgain() {
        login.limitParser();
        publishing.limitRates(login.account());
    }

    /** The node's options changed. */
    void optionsChanged() {
        trace = traceIfWanted();
        outbound.maxPendingBytes(service.options().maxPendingBytes());
        loop.execute(() -> {
            if (state != State.CLOSED) {
                limitAgain();
            }
        });
    }

    /** Tells the client that the node is about to go. */
    void tellLameDuck() {
        loop.execute(() -> {
            if (state == State.OPEN && options.protocol() >= 1) {
                write(login.info(false, true));
            }
        });
    }

    @Override
    public ConnectionInfo info() {
        return snapshot(false);
    }

    /** What monitoring shows of it now. */
    ConnectionInfo snapshot(boolean withSubscriptions) {
        return ClientView.of(
                this, subscriptions.count(), withSubscriptions ? subscriptions.infos(Integer.MAX_VALUE) : List.of());
    }

    @Override
    public String toString() {
        return logName();
    }
}
