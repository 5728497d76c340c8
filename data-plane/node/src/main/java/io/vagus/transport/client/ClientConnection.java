package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.AddressText;
import io.vagus.account.Authenticator;
import io.vagus.account.ConnectionType;
import io.vagus.account.LoopTraffic;
import io.vagus.account.Member;
import io.vagus.account.Peer;
import io.vagus.account.Permissions;
import io.vagus.account.PublishScope;
import io.vagus.account.ReplyLeave;
import io.vagus.account.SubscribeRules;
import io.vagus.account.TlsSession;
import io.vagus.account.Traffic;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import io.vagus.protocol.ClientParser;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectDocument;
import io.vagus.protocol.ConnectOptions;
import io.vagus.protocol.ProtocolError;
import io.vagus.protocol.Publication;
import io.vagus.protocol.PublishFrame;
import io.vagus.protocol.ServerInfo;
import io.vagus.routing.Interest;
import io.vagus.routing.Match;
import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import io.vagus.subject.Subjects;
import io.vagus.transport.ConnectionInfo;
import io.vagus.transport.InternalMessage;
import io.vagus.transport.MessageTrace;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.PublishWatcher;
import io.vagus.transport.link.Endpoint;
import io.vagus.transport.link.EventLoop;
import io.vagus.transport.link.Link;
import io.vagus.transport.link.Outbound;
import io.vagus.transport.link.Staging;
import io.vagus.transport.link.TcpLink;
import io.vagus.transport.link.Timer;
import io.vagus.transport.tls.TlsContext;
import io.vagus.transport.tls.TlsPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One client: the client protocol from INFO to the end. Owned by its event loop, which alone reads from it and changes
 * it; other loops only deliver to it (through {@link #outbound}), end its limited subscriptions and read its settings.
 * Monitoring reads its counters without a lock and may see them a batch late.
 */
public final class ClientConnection implements Endpoint, Receiver, Member, InternalMessage.Sender {

    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);
    private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);
    private static final long FIRST_PING_NANOS = 2_000_000_000L;
    private static final byte[] EMPTY = {};
    private static final byte[] TOO_MANY_REQUESTS = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(US_ASCII);
    private static final byte[] SYSTEM_QUEUE = "_sys_".getBytes(US_ASCII);
    private static final long NEVER = Long.MAX_VALUE;

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
    private volatile InetSocketAddress remote;
    private final EventLoop loop;
    private final LoopRouter router;
    private Link link;
    private final Entrance entrance;
    private final Outbound outbound;
    private final ClientParser parser;
    private final Timer timer;
    private final Instant started;
    private final Map<Sid, Subscription> subscriptions = new ConcurrentHashMap<>(2);

    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;
    private State state = State.OPENING;
    private @Nullable Opening opening;
    private volatile ConnectionInfo.Session session;
    private @Nullable TlsPeer tlsPeer;
    private byte[] tail = EMPTY;
    private String nonce = "";
    /** Set on this connection's loop; others may see the one before for a moment. */
    private @Nullable ProtocolTrace trace;

    private volatile @Nullable String longName;
    private boolean connectSeen;
    private boolean judged;
    private boolean pinged;

    private volatile ConnectOptions options = ConnectOptions.INITIAL;
    private volatile @Nullable Account account;
    private volatile UserIdentity user = UserIdentity.ANONYMOUS;
    private volatile Permissions permissions = Permissions.ALL;
    private volatile @Nullable Instant expires;
    private volatile @Nullable SubscribeRules filter;
    private volatile @Nullable ReplyLeave replyLeave;
    private volatile boolean echoes = true;
    private volatile boolean headers;
    private volatile @Nullable ClosedReason closedReason;
    private SubscribeRules subscribeRules = new SubscribeRules(Permissions.Rules.ANY);
    private UserLimits limits = UserLimits.NONE;
    private @Nullable PublishScope scope;
    private @Nullable LoopTraffic traffic;
    private FairShare.@Nullable Part part;
    private @Nullable RateControl rates;
    private @Nullable Route lastRoute;

    private long inMessages;
    private long inBytes;
    private long batchMessages;
    private long batchBytes;
    private long stalls;
    private long lastActivityNanos;
    private final long startedNanos;

    private long authenticationDue = NEVER;
    private long pingDue = NEVER;
    private long expiryDue = NEVER;
    private long stalledUntil = NEVER;
    private long writeCheckDue = NEVER;
    private long pingSentNanos;
    private int pingsOut;
    private long roundTripNanos;
    private boolean measured;

    /** A subscription's name as a map's key. */
    private record Sid(String text) {
        static Sid of(byte[] sid) {
            return new Sid(new String(sid, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
    }

    ClientConnection(
            ClientService service, long id, InetSocketAddress remote, LoopRouter router, Link link, Entrance entrance) {
        this.service = service;
        this.id = id;
        this.remote = remote;
        this.router = router;
        this.loop = router.loop();
        this.link = link;
        this.entrance = entrance;
        this.tlsPeer = entrance.tls();
        this.session = session(false);
        NodeOptions nodeOptions = service.options();
        this.outbound = new Outbound(
                link, loop.pool(), new OutboundWatcher(), service.loopCount(), nodeOptions.maxPendingBytes());
        this.parser = new ClientParser(new ParserHandler(), maxControlLine(nodeOptions), nodeOptions.maxPayloadBytes());
        this.timer = loop.newTimer(this);
        this.started = service.clock().now();
        this.startedNanos = service.clock().nanos();
        this.lastActivityNanos = startedNanos;
    }

    // --- beginning -----------------------------------------------------------------------------------------------

    /** Greets the client; on its loop. */
    void open() {
        try {
            key = link.register(loop.selector(), SelectionKey.OP_READ, this);
        } catch (IOException e) {
            close(ClosedReason.READ_ERROR, null);
            return;
        }
        if (service.authenticator().nonceRequired()) {
            nonce = service.newNonce();
        }
        TlsContext tls = service.tls();
        PortOptions port = service.options().clientPort();
        boolean prelude = link instanceof TcpLink && (tls != null || port.proxyProtocol());
        if (service.isFull()) {
            greet(false);
            closeNow(ClosedReason.MAX_CONNECTIONS_EXCEEDED, "maximum connections exceeded");
        } else if (prelude) {
            Opening before = new Opening(this, (TcpLink) link, tls, port);
            opening = before;
            proceed(() -> before.start(loop.clock().nanos()));
        } else {
            greet(false);
            begin();
        }
    }

    /** Says INFO for the first time, without an address as long as a proxy may say another. */
    void greet(boolean tlsIsDone) {
        write(info(false, false, tlsIsDone || !service.options().clientPort().proxyProtocol(), tlsIsDone));
    }

    /** The protocol begins. */
    private void begin() {
        state = State.GREETED;
        trace = traceIfWanted();
        service.log().debug(() -> logName() + " - Client connection created");
        Authenticator authenticator = service.authenticator();
        long now = loop.clock().nanos();
        pingDue = now + FIRST_PING_NANOS;
        if (authenticator.threshold(type()) == Authenticator.Threshold.FREE) {
            settle(authenticator.anonymous(peer()), ConnectOptions.INITIAL);
        } else {
            parser.expectConnect(true);
            authenticationDue = now + entrance.authTimeout(service.options()).toNanos();
        }
        arm();
    }

    // --- what comes before the protocol, see Opening --------------------------------------------------------------

    /** A step of the opening. */
    @FunctionalInterface
    interface OpeningStep {
        void take() throws IOException;
    }

    /** Takes a step of the opening and sees to what it asks for next. */
    void proceed(OpeningStep step) {
        try {
            step.take();
        } catch (IOException e) {
            closeNow(ClosedReason.READ_ERROR, null);
        }
        if (state != State.CLOSED) {
            updateInterest();
            arm();
        }
    }

    EventLoop loop() {
        return loop;
    }

    InetSocketAddress address() {
        return remote;
    }

    /** A proxy says whose connection it is. */
    void comesFrom(InetSocketAddress source) {
        remote = source;
    }

    void warn(String text) {
        service.log().warn(text);
    }

    /** Whether one more TLS handshake may begin now. */
    boolean mayShakeHands() {
        return service.mayShakeHands();
    }

    /** Whether all that was written has gone out. */
    boolean isFlushed() {
        loop.flush(outbound);
        return !outbound.isWaiting();
    }

    /** The handshake failed; somebody who only looks whether the port is open is no error. */
    void handshakeFailed(String cause, boolean wasProbe) {
        String text = logName() + " - TLS handshake error: " + cause;
        if (wasProbe) {
            service.log().debug(() -> text);
        } else {
            service.log().error(text);
        }
        closeNow(ClosedReason.TLS_HANDSHAKE_ERROR, null);
    }

    /** The protocol may begin, over this link. */
    void opened(Link used, @Nullable TlsPeer peer, boolean tlsFirst) {
        opening = null;
        if (used != link) {
            link = used;
            outbound.switchTo(used);
        }
        if (peer != null) {
            tlsPeer = peer;
            session = session(tlsFirst);
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

    private byte[] info(boolean connected, boolean lameDuck) {
        return info(connected, lameDuck, true, false);
    }

    /** Only the first one asks for credentials in the way that holds for this client; those behind it say what holds for all. */
    private byte[] info(boolean connected, boolean lameDuck, boolean withAddress, boolean tlsIsDone) {
        Account bound = account;
        boolean first = !connected && !lameDuck;
        Authenticator.Threshold threshold = service.authenticator().threshold(type());
        NodeOptions nodeOptions = service.options();
        return new ServerInfo(
                        service.identity().serverId(),
                        service.identity().serverName(),
                        service.identity().version(),
                        service.announcedHost(entrance),
                        service.announcedPort(entrance),
                        !nodeOptions.clientPort().noHeaders(),
                        first ? threshold.isAnnounced() : threshold != Authenticator.Threshold.FREE,
                        maxPayload(),
                        service.identity().jetStream(),
                        service.identity().cluster(),
                        service.identity().domain(),
                        id,
                        withAddress ? AddressText.of(remote.getAddress()) : null,
                        service.announcedTls(entrance, tlsIsDone),
                        first && !nonce.isEmpty() ? nonce : null,
                        service.authenticator().xkey(),
                        connected && bound != null ? bound.name() : null,
                        connected && bound == service.accounts().system(),
                        lameDuck)
                .line();
    }

    private static int maxControlLine(NodeOptions nodeOptions) {
        return Math.min(nodeOptions.maxControlLineBytes(), Limits.MAX_CONTROL_LINE_BYTES);
    }

    private int maxPayload() {
        long smallest = service.options().maxPayloadBytes();
        Account bound = account;
        if (bound != null && bound.limits().payloadBytes() >= 0) {
            smallest = Math.min(smallest, bound.limits().payloadBytes());
        }
        if (limits.payloadBytes() >= 0) {
            smallest = Math.min(smallest, limits.payloadBytes());
        }
        return (int) smallest;
    }

    private ConnectionInfo.Session session(boolean tlsFirst) {
        TlsPeer peer = tlsPeer;
        if (peer == null && !entrance.isWebSocket()) {
            return ConnectionInfo.Session.PLAIN;
        }
        return new ConnectionInfo.Session(
                entrance.isWebSocket() ? "websocket" : "nats", peer == null ? null : shown(peer, tlsFirst), null, null);
    }

    private static ConnectionInfo.Tls shown(TlsPeer peer, boolean first) {
        List<ConnectionInfo.PeerCertificate> certificates = peer.certificates().stream()
                .map(certificate -> new ConnectionInfo.PeerCertificate(
                        certificate.getSubjectX500Principal().getName(),
                        TlsContext.publicKeyDigest(certificate),
                        TlsContext.digest(certificate)))
                .toList();
        return new ConnectionInfo.Tls(peer.version(), peer.cipherSuite(), first, certificates);
    }

    // --- reading -------------------------------------------------------------------------------------------------

    @Override
    public void onReadable() {
        Opening before = opening;
        if (before != null) {
            proceed(() -> before.onReadable(loop.clock().nanos()));
            return;
        }
        ByteBuffer in = loop.readBuffer();
        int kept = tail.length;
        in.put(0, tail);
        in.limit(Math.min(in.capacity() - ClientParser.SLACK_BYTES, kept + turnBytes()))
                .position(kept);
        int count;
        try {
            count = link.read(in);
        } catch (IOException e) {
            closeNow(ClosedReason.READ_ERROR, null);
            return;
        } finally {
            in.clear();
        }
        if (count < 0) {
            closeNow(ClosedReason.CLIENT_CLOSED, null);
            return;
        }
        if (link.heldBytes() > 0) {
            watchPending();
        }
        if (count > 0) {
            lastActivityNanos = loop.clock().nanos();
            consume(in, kept + count);
            if (count >= Limits.EAGER_FLUSH_BYTES) {
                loop.flush();
                holdBack();
            }
        }
        if (link.isReadable()) {
            readOn();
        }
    }

    /** Reads once more, when the others have had their turn, what the link has without the socket. */
    private void readOn() {
        loop.execute(() -> {
            if (state != State.CLOSED && opening == null && (interest & SelectionKey.OP_READ) != 0) {
                onReadable();
            }
        });
    }

    /** How much to read now, so that other tenants of the loop get their turn and a rate limit is not far overdrawn. */
    private int turnBytes() {
        FairShare.Part own = part;
        if (own == null) {
            return Limits.READ_BUFFER_BYTES;
        }
        return rates == null ? router.readBytes(own) : Limits.LEAST_READ_BYTES;
    }

    private void consume(ByteBuffer in, int end) {
        int used = parser.parse(in, 0, end);
        settleBatch();
        if (state == State.CLOSED) {
            return;
        }
        if (used == end) {
            tail = EMPTY;
        } else {
            byte[] rest = new byte[end - used];
            in.get(used, rest);
            tail = rest;
        }
    }

    private void settleBatch() {
        LoopTraffic counter = traffic;
        if (counter != null) {
            if (batchMessages > 0) {
                counter.received(batchMessages, batchBytes);
                inMessages += batchMessages;
                inBytes += batchBytes;
                RateControl limited = rates;
                if (limited != null && !limited.refuses()) {
                    delay(limited.delayNanos(loop.clock().nanos(), batchMessages, batchBytes));
                }
                batchMessages = 0;
                batchBytes = 0;
            }
            router.settle(counter);
        }
    }

    private void delay(long nanos) {
        if (nanos > 0) {
            stalledUntil = loop.clock().nanos() + nanos;
            updateInterest();
            arm();
        }
    }

    /** Parses what was kept while nothing was read. */
    private void resume() {
        parser.resume();
        if (tail.length > 0) {
            byte[] kept = tail;
            tail = EMPTY;
            ByteBuffer in = loop.readBuffer();
            in.put(0, kept);
            consume(in, kept.length);
        }
        updateInterest();
    }

    /** Reads no more for a while when a receiver of what was just sent is far behind. */
    private void holdBack() {
        Outbound laggard = loop.takeLaggard();
        if (laggard == null
                || state != State.OPEN
                || stalledUntil != NEVER
                || service.options().noFastProducerStall()) {
            return;
        }
        if (laggard.isFarBehind()) {
            stalls++;
            service.countStall();
        }
        stalledUntil = loop.clock().nanos() + laggard.stallNanos();
        updateInterest();
        arm();
    }

    private void updateInterest() {
        SelectionKey current = key;
        if (current == null || !current.isValid()) {
            return;
        }
        if (opening != null) {
            change(current, opening.interest());
            return;
        }
        boolean reading = stalledUntil == NEVER && state != State.AUTHENTICATING;
        boolean writing = writeCheckDue != NEVER;
        int wanted = (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
        change(current, wanted);
    }

    private void change(SelectionKey current, int wanted) {
        if (wanted != interest) {
            if ((wanted & ~interest & SelectionKey.OP_READ) != 0 && link.isReadable()) {
                readOn();
            }
            interest = wanted;
            current.interestOps(wanted);
        }
    }

    /** What the parser found. */
    private final class ParserHandler implements ClientParser.Handler {

        @Override
        public void onPublish(PublishFrame frame) {
            if (trace != null) {
                trace.publish(frame);
            }
            publish(frame);
        }

        @Override
        public void onPublication(Publication publication) {
            if (trace != null) {
                trace.publish(publication);
            }
            publish(publication);
        }

        @Override
        public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
            if (trace != null) {
                trace.subscribe(subject, queue == null ? EMPTY : queue, sid);
            }
            subscribe(subject, queue, sid);
        }

        @Override
        public void onUnsubscribe(byte[] sid, long maximum) {
            if (trace != null) {
                trace.heard("UNSUB " + new String(sid, UTF_8) + (maximum > 0 ? " " + maximum : ""));
            }
            unsubscribe(sid, maximum);
        }

        @Override
        public void onConnect(byte[] document) {
            if (trace != null) {
                trace.connect(document);
            }
            connect(document);
        }

        @Override
        public void onPing() {
            if (trace != null) {
                trace.heard("PING");
            }
            write(PONG);
            if (connectSeen && !pinged) {
                pinged = true;
                if (options.protocol() >= 1) {
                    write(info(true, false));
                }
            }
        }

        @Override
        public void onPong() {
            if (trace != null) {
                trace.heard("PONG");
            }
            pingsOut = 0;
            if (pingSentNanos != 0) {
                roundTripNanos = Math.max(1, loop.clock().nanos() - pingSentNanos);
                pingSentNanos = 0;
                measured = true;
            }
        }

        @Override
        public void onPeerError() {
            closeNow(ClosedReason.PARSE_ERROR, null);
        }

        @Override
        public void onProtocolError(ProtocolError error) {
            if (error == ProtocolError.NOT_AUTHENTICATED) {
                if (service.authenticator().threshold(type()).isConnectOptional()) {
                    authenticate(ConnectOptions.INITIAL);
                    return;
                }
                service.authenticationFailed(
                        ClientConnection.this, UserIdentity.ANONYMOUS, "an operation came before CONNECT", null);
            }
            if (parser.leftUnread()) {
                // As the system does for nats-server, which has not taken the message from the socket.
                link.abandonInput();
            }
            closeNow(entrance.isWebSocket() ? asReadError(error.closedReason()) : error.closedReason(), error.text());
        }
    }

    /** nats-server cannot tell a broken stream from broken frames around it. */
    private static ClosedReason asReadError(ClosedReason reason) {
        return reason == ClosedReason.PROTOCOL_VIOLATION ? ClosedReason.READ_ERROR : reason;
    }

    // --- CONNECT -------------------------------------------------------------------------------------------------

    private void connect(byte[] document) {
        if (roundTripNanos == 0) {
            // A first estimate, as nats-server makes it: INFO out, CONNECT in.
            roundTripNanos = Math.max(1, loop.clock().nanos() - startedNanos);
        }
        ConnectOptions said = ConnectDocument.read(document, connectSeen ? options : ConnectOptions.INITIAL);
        if (said == null) {
            closeNow(ClosedReason.PROTOCOL_VIOLATION, null);
            return;
        }
        ConnectOptions wanted = entrance.cookies().complete(said);
        if (connectSeen) {
            // It may come as somebody else this time.
            endAllSubscriptions();
        }
        authenticate(wanted);
    }

    /** {@link ConnectOptions#INITIAL} for a client that began with something else. */
    private void authenticate(ConnectOptions wanted) {
        authenticationDue = NEVER;
        judged = true;
        CompletableFuture<Authenticator.Verdict> answer = service.authenticator()
                .authenticate(new Authenticator.Attempt(wanted, nonce, peer()))
                .toCompletableFuture();
        if (answer.isDone() && wanted != ConnectOptions.INITIAL) {
            settle(verdictOf(answer), wanted);
            return;
        }
        state = State.AUTHENTICATING;
        parser.stop();
        updateInterest();
        answer.whenComplete((verdict, failure) -> loop.execute(() -> {
            if (state == State.AUTHENTICATING) {
                state = State.GREETED;
                settle(verdictOf(answer), wanted);
                if (state != State.CLOSED) {
                    resume();
                }
            }
        }));
    }

    private ConnectionType type() {
        return entrance.type();
    }

    @Override
    public Peer peer() {
        TlsPeer encrypted = tlsPeer;
        return new Peer(
                id,
                remote,
                type(),
                encrypted == null
                        ? null
                        : new TlsSession(encrypted.version(), encrypted.cipherSuite(), encrypted.certificates(), true));
    }

    private static Authenticator.Verdict verdictOf(CompletableFuture<Authenticator.Verdict> answer) {
        try {
            return answer.get();
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            return Authenticator.Denied.violation("the authenticator failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Authenticator.Denied.violation("interrupted");
        }
    }

    private void settle(Authenticator.Verdict verdict, ConnectOptions wanted) {
        switch (verdict) {
            case Authenticator.Denied denied -> refuse(denied, wanted);
            case Authenticator.Allowed allowed -> {
                if (wanted.accountWanted()) {
                    refuse(Authenticator.Denied.violation("the client names an account"), wanted);
                } else {
                    admit(allowed, wanted);
                }
            }
        }
    }

    private void refuse(Authenticator.Denied denied, ConnectOptions wanted) {
        options = wanted.withoutSecrets();
        user = UserIdentity.claimed(wanted);
        closedReason = denied.closedReason();
        Account told = account == null ? service.accounts().global() : account;
        leaveAccount();
        service.authenticationFailed(
                this,
                user,
                denied.cause(),
                denied.notice() == null
                        ? new Authenticator.Denied.Notice(
                                told, denied.closedReason().text())
                        : denied.notice());
        closeNow(denied.closedReason(), denied.errorText());
    }

    private void admit(Authenticator.Allowed allowed, ConnectOptions wanted) {
        boolean connecting = wanted != ConnectOptions.INITIAL;
        options = wanted.withoutSecrets();
        echoes = wanted.echo();
        headers = wanted.headers() && !service.options().clientPort().noHeaders();
        parser.agreeHeaders(headers);
        if (!enter(allowed)) {
            closeNow(ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED, "maximum account active connections exceeded");
            return;
        }
        user = allowed.user();
        limits = allowed.limits();
        expires = allowed.expires();
        apply(allowed.permissions());
        if (connecting) {
            nameAfter(wanted);
        }
        state = State.OPEN;
        authenticationDue = NEVER;
        expiryDue = expiryOf(allowed.expires());
        parser.expectConnect(false);
        parser.limits(maxControlLine(service.options()), maxPayload());
        if (connecting) {
            confirm(wanted);
        } else if (judged) {
            letIn();
        }
        arm();
    }

    private void confirm(ConnectOptions wanted) {
        if (wanted.protocol() != 0 && wanted.protocol() != 1) {
            closeNow(ClosedReason.BAD_CLIENT_PROTOCOL_VERSION, "invalid client protocol");
            return;
        }
        if (wanted.noResponders() && !headers) {
            closeNow(ClosedReason.NO_RESPONDERS_REQUIRES_HEADERS, "no responders requires headers support");
            return;
        }
        if (wanted.verbose()) {
            write(OK);
        }
        letIn();
    }

    private void letIn() {
        if (!connectSeen) {
            connectSeen = true;
            service.connected(this);
        }
    }

    private long expiryOf(@Nullable Instant end) {
        if (end == null) {
            return NEVER;
        }
        Duration left = Duration.between(service.clock().now(), end);
        return loop.clock().nanos()
                + Math.max(0, Math.min(left.toMillis(), Duration.ofDays(3650).toMillis()) * 1_000_000);
    }

    private boolean enter(Authenticator.Allowed allowed) {
        Account next = allowed.account();
        Account current = account;
        if (current == next) {
            return true;
        }
        leaveAccount();
        if (!next.join(this)) {
            return false;
        }
        account = next;
        traffic = router.trafficOf(next);
        part = router.partOf(next);
        rates = RateControl.of(next);
        return true;
    }

    private void leaveAccount() {
        Account current = account;
        if (current != null) {
            endAllSubscriptions();
            settleBatch();
            current.leave(this);
            account = null;
            traffic = null;
            part = null;
            rates = null;
        }
    }

    private void apply(Permissions next) {
        permissions = next;
        subscribeRules = new SubscribeRules(next.subscribe());
        Permissions.Responses responses = next.responses();
        replyLeave = responses == null ? null : new ReplyLeave(responses);
        filter = null;
        scope = PublishScope.of(bound(), next);
        lastRoute = null;
    }

    private Account bound() {
        Account bound = account;
        if (bound == null) {
            throw new IllegalStateException("connection " + id + " is in no account");
        }
        return bound;
    }

    // --- publishing ----------------------------------------------------------------------------------------------

    private void publish(PublishFrame frame) {
        PublishScope current = scope;
        if (current == null) {
            return;
        }
        batchMessages++;
        batchBytes += frame.size();
        if (rates != null && isTooMuch(rates, frame.size(), frame.hasReply() ? frame.reply() : null)) {
            return;
        }
        if (frame.headerLength() > 0
                && TraceRequest.isPossible(frame.buffer(), frame.payloadAt(), frame.headerLength())) {
            publishTraced(extract(frame, frame.subject()), current);
            return;
        }
        Route route = lastRoute;
        if (route == null || !frame.isRepeated() || !route.holds()) {
            route = router.route(current, frame);
            lastRoute = route;
        }
        ConnectOptions settings = options;
        if (settings.pedantic() && !Subjects.isLiteral(route.subject)) {
            writeError("Invalid Publish Subject");
        }
        if (route.draw != null) {
            route = router.draw(route, route.draw);
        }
        if (!route.allowed && !mayAnswer(route.published)) {
            refusePublish(route.published);
            return;
        }
        if (frame.replyLength() >= 4
                && ReservedSubjects.maybeForbidden(frame.buffer().getInt(frame.replyAt()))
                && refuseReply(frame.reply())) {
            return;
        }
        if (settings.verbose()) {
            write(OK);
        }
        int delivered = frame.headerLength() < 0 ? router.deliver(this, route, frame) : deliverWatched(route, frame);
        if (delivered == 0 && settings.noResponders() && frame.hasReply()) {
            tellNobodyResponds(route.published, frame.reply());
        }
    }

    private int deliverWatched(Route route, PublishFrame frame) {
        PublishWatcher watcher = service.publishWatcher();
        int at = frame.payloadAt();
        int length = frame.headerLength();
        long begun = watcher == null ? 0 : watcher.begin(frame.buffer(), at, length);
        int delivered = router.deliver(this, route, frame);
        if (watcher != null && begun != 0) {
            watcher.published(begun, bound(), id, route.published, frame.buffer(), at, length, frame.size(), delivered);
        }
        return delivered;
    }

    private int deliverWatched(Route route, Publication publication) {
        PublishWatcher watcher = service.publishWatcher();
        int length = publication.headerLength();
        if (watcher == null || length < 0) {
            return router.deliver(this, route, publication);
        }
        ByteBuffer content = ByteBuffer.wrap(publication.content());
        long begun = watcher.begin(content, 0, length);
        int delivered = router.deliver(this, route, publication);
        if (begun != 0) {
            watcher.published(begun, bound(), id, route.published, content, 0, length, content.limit(), delivered);
        }
        return delivered;
    }

    private void publish(Publication publication) {
        PublishScope current = scope;
        if (current == null) {
            return;
        }
        batchMessages++;
        batchBytes += publication.content().length;
        if (rates != null && isTooMuch(rates, publication.content().length, publication.reply())) {
            return;
        }
        if (TraceRequest.isPossible(publication)) {
            publishTraced(publication, current);
        } else {
            publish(publication, current, null);
        }
    }

    /** Publishes a message that may ask to be traced. */
    private void publishTraced(Publication publication, PublishScope current) {
        switch (TraceRequest.read(this, current, publication)) {
            case TraceRequest.Outcome.Untraced untraced -> publish(untraced.message(), current, null);
            case TraceRequest.Outcome.Traced traced -> {
                publish(traced.message(), current, traced.trace());
                traced.trace().finish();
            }
            case TraceRequest.Outcome.Dropped dropped -> {
                String refused = dropped.refused();
                if (refused != null) {
                    refusePublish(refused.getBytes(UTF_8));
                }
            }
        }
    }

    private void publish(Publication publication, PublishScope current, @Nullable MessageTrace trace) {
        byte[] subject = publication.subject();
        ConnectOptions settings = options;
        Route route = router.workOut(current, subject, 0);
        if (settings.pedantic() && !Subjects.isLiteral(subject)) {
            writeError("Invalid Publish Subject");
        }
        if (route.draw != null) {
            route = router.draw(route, route.draw);
        }
        if (trace != null && route.published != subject) {
            trace.mapped(new String(route.published, UTF_8));
        }
        if (!route.allowed && !mayAnswer(route.published)) {
            if (trace != null) {
                trace.ingressError("Permissions Violation for Publish to " + Quoted.of(route.published));
            }
            refusePublish(route.published);
            return;
        }
        byte[] reply = publication.reply();
        if (reply != null && refuseReply(reply)) {
            if (trace != null) {
                trace.ingressError("Permissions Violation for Publish with Reply of " + Quoted.of(reply));
            }
            return;
        }
        if (settings.verbose()) {
            write(OK);
        }
        Publication mapped = publication.withSubject(route.published);
        int delivered = trace == null
                ? deliverWatched(route, mapped)
                : new Delivery(loop, this, trace).in(current.account(), mapped);
        if (delivered == 0 && settings.noResponders() && reply != null) {
            tellNobodyResponds(route.published, reply);
        }
    }

    /** A frame's content, copied out of the read buffer, published to this subject. */
    static Publication extract(PublishFrame frame, byte[] subject) {
        byte[] content = new byte[frame.size()];
        frame.buffer().get(frame.payloadAt(), content);
        int numbersAt = frame.hasReply() ? frame.replyAt() + frame.replyLength() + 1 : frame.tailAt();
        byte[] numbers = new byte[frame.payloadAt() - 2 - numbersAt];
        frame.buffer().get(numbersAt, numbers);
        return new Publication(
                subject, frame.hasReply() ? frame.reply() : null, frame.headerLength(), numbers, content);
    }

    /**
     * Whether a rate limit refuses a message. The publisher hears an error; one who waits for an answer gets the status
     * 429 in place of it.
     */
    private boolean isTooMuch(RateControl limited, int bytes, byte @Nullable [] reply) {
        if (!limited.refuses()) {
            return false;
        }
        String error = limited.refusal(loop.clock().nanos(), bytes);
        if (error == null) {
            return false;
        }
        if (reply != null && headers) {
            answer(reply, TOO_MANY_REQUESTS);
        } else {
            writeError(error);
        }
        return true;
    }

    private boolean mayAnswer(byte[] subject) {
        ReplyLeave leave = replyLeave;
        return leave != null
                && !ReservedSubjects.isGatewayReply(subject)
                && leave.use(new String(subject, UTF_8), loop.clock().nanos());
    }

    private void refusePublish(byte[] subject) {
        writeError("Permissions Violation for Publish to " + Quoted.of(subject));
        service.log().error(logName() + " - Publish Violation - Subject " + Quoted.of(subject));
    }

    private boolean refuseReply(byte[] reply) {
        if (!ReservedSubjects.isForbiddenReply(reply)) {
            return false;
        }
        writeError("Permissions Violation for Publish with Reply of " + Quoted.of(reply));
        return true;
    }

    private void tellNobodyResponds(byte[] subject, byte[] reply) {
        answer(reply, noResponders(subject));
    }

    /** Hands a status to the one who waits at a reply subject, if that is this connection. */
    private void answer(byte[] reply, byte[] content) {
        Match match = new Match();
        bound().interest().match(reply, reply.length, match, new Interest.Probe());
        for (int i = 0; i < match.plainCount(); i++) {
            Subscription subscription = match.plain(i);
            if (subscription.receiver() == this) {
                String line = "HMSG " + latin(reply) + " " + latin(subscription.sid()) + " " + content.length + " "
                        + content.length + "\r\n";
                write(line.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                write(content);
                write(new byte[] {'\r', '\n'});
                return;
            }
        }
    }

    private static byte[] noResponders(byte[] subject) {
        return ("NATS/1.0 503\r\nNats-Subject: " + latin(subject) + "\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    // --- subscribing ---------------------------------------------------------------------------------------------

    private void subscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        if (scope == null) {
            return;
        }
        if ((queue != null && java.util.Arrays.equals(queue, SYSTEM_QUEUE)) || !subscribeRules.allows(subject, queue)) {
            refuseSubscription(subject, queue);
            return;
        }
        int mostTokens = service.options().clientPort().maxSubscriptionTokens();
        if (mostTokens > 0 && Subjects.tokenCount(subject) > mostTokens) {
            writeError("Permissions Violation for Subscription to " + Quoted.of(subject) + ", too many tokens");
            service.log()
                    .error(logName() + " - Subscription Violation Too Many Tokens - Subject " + Quoted.of(subject)
                            + ", SID " + latin(sid));
            return;
        }
        if (!hasRoomForSubscription()) {
            writeError("maximum subscriptions exceeded");
            return;
        }
        Sid name = Sid.of(sid);
        if (!subscriptions.containsKey(name)) {
            if (!Subjects.isValidPattern(subject)) {
                writeError("Invalid Subject");
                return;
            }
            if (!bound().addSubscription()) {
                writeError("maximum subscriptions exceeded");
                return;
            }
            if (filter == null
                    && (queue != null || Subjects.hasWildcard(subject))
                    && subscribeRules.needsFilter(subject)) {
                filter = subscribeRules;
            }
            Subscription subscription = new Subscription(subject, queue, sid, this, service.loopCount());
            subscriptions.put(name, subscription);
            bound().subscribe(subscription);
        }
        if (options.verbose()) {
            write(OK);
        }
    }

    /** The smallest of the limits of user, account and server counts. */
    private boolean hasRoomForSubscription() {
        int have = subscriptions.size();
        long ofUser = limits.subscriptions();
        long ofAccount = bound().limits().subscriptions();
        long ofServer = service.options().maxSubscriptions();
        return (ofUser < 0 || have < ofUser)
                && (ofAccount < 0 || have < ofAccount)
                && (ofServer <= 0 || have < ofServer);
    }

    private void refuseSubscription(byte[] subject, byte @Nullable [] queue) {
        String using = queue == null ? "" : " using queue " + Quoted.of(queue);
        writeError("Permissions Violation for Subscription to " + Quoted.of(subject) + using);
        service.log().error(logName() + " - Subscription Violation - Subject " + Quoted.of(subject) + using);
    }

    private void unsubscribe(byte[] sid, long maximum) {
        Subscription subscription = subscriptions.get(Sid.of(sid));
        if (subscription != null) {
            if (maximum > subscription.delivered()) {
                subscription.limit(maximum);
            } else {
                end(subscription);
            }
        }
        if (options.verbose()) {
            write(OK);
        }
    }

    /** Ends a subscription; by any loop, for instance the one that made the last of its deliveries. */
    void end(Subscription subscription) {
        if (subscriptions.remove(Sid.of(subscription.sid()), subscription)) {
            if (trace != null) {
                trace.ended(subscription.sid());
            }
            Account bound = account;
            if (bound != null) {
                bound.unsubscribe(subscription);
                bound.removeSubscription();
            }
        }
    }

    private void endAllSubscriptions() {
        subscriptions.values().forEach(this::end);
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
        SubscribeRules rules = filter;
        return rules != null && rules.hides(subject, queue);
    }

    /** The system account of its node. */
    Account system() {
        return service.accounts().system();
    }

    /** The wall-clock time. */
    Instant now() {
        return service.clock().now();
    }

    /** How its node signs a message of its own. */
    String serverInfo() {
        return service.events().serverInfo();
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
        Account bound = account;
        return bound == null ? "" : bound.name();
    }

    /** The name of its node. */
    String serverName() {
        return service.identity().serverName();
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
            onLoop(ClientConnection.this::watchPending);
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

    private void write(byte[] bytes) {
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

    private void writeError(String text) {
        write(("-ERR '" + text + "'\r\n").getBytes(UTF_8));
    }

    private void watchPending() {
        if (state != State.CLOSED && writeCheckDue == NEVER) {
            long now = loop.clock().nanos();
            outbound.isOverdue(now, NEVER);
            writeCheckDue = now + checkInterval();
            updateInterest();
            arm();
        }
    }

    private long checkInterval() {
        return Math.max(1_000_000, service.options().writeDeadline().toNanos() / 8);
    }

    @Override
    public void onWritable() {
        Opening before = opening;
        if (before != null) {
            proceed(before::onWritable);
            return;
        }
        if (state != State.CLOSED && outbound.drain()) {
            writeCheckDue = NEVER;
            updateInterest();
            if (outbound.pendingBytes() > 0) {
                watchPending();
            }
        }
    }

    // --- time ----------------------------------------------------------------------------------------------------

    private void arm() {
        if (state == State.CLOSED) {
            return;
        }
        long next = opening == null ? nextDue() : opening.due();
        if (next == NEVER) {
            loop.cancel(timer);
        } else {
            loop.set(timer, next);
        }
    }

    private long nextDue() {
        return Math.min(
                Math.min(authenticationDue, pingDue), Math.min(Math.min(expiryDue, stalledUntil), writeCheckDue));
    }

    @Override
    public void onTimer(long now) {
        Opening before = opening;
        if (before != null) {
            proceed(() -> before.onTimer(now));
            return;
        }
        if (now >= authenticationDue) {
            closeNow(ClosedReason.AUTHENTICATION_TIMEOUT, "Authentication Timeout");
        } else if (now >= expiryDue) {
            closeNow(ClosedReason.AUTHENTICATION_EXPIRED, "User Authentication Expired");
        } else {
            checkStall(now);
            checkWrites(now);
            checkPing(now);
        }
        arm();
    }

    private void checkStall(long now) {
        if (now >= stalledUntil) {
            stalledUntil = NEVER;
            updateInterest();
        }
    }

    private void checkWrites(long now) {
        if (now < writeCheckDue) {
            return;
        }
        NodeOptions nodeOptions = service.options();
        if (!outbound.isOverdue(now, nodeOptions.writeDeadline().toNanos())) {
            writeCheckDue = now + checkInterval();
        } else if (nodeOptions.clientPort().writeTimeout() == PortOptions.WriteTimeout.RETRY
                && outbound.startDeadlineAnew(now)) {
            service.countSlow(this);
            writeCheckDue = now + checkInterval();
        } else {
            closeNow(ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE, null);
        }
    }

    private void checkPing(long now) {
        if (now < pingDue || state == State.CLOSED) {
            return;
        }
        NodeOptions nodeOptions = service.options();
        long interval = entrance.pingInterval(nodeOptions).toNanos();
        pingDue = now + interval;
        if (measured && now - lastActivityNanos < interval) {
            pingDue = lastActivityNanos + interval;
            return;
        }
        if (!connectSeen) {
            return;
        }
        if (pingsOut + 1 > nodeOptions.maxPingsOut()) {
            service.countStale();
            closeNow(ClosedReason.STALE_CONNECTION, "Stale Connection");
            return;
        }
        pingsOut++;
        pingSentNanos = now;
        service.log().debug(() -> logName() + " - Client Ping Timer");
        write(PING);
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
        settleBatch();
        state = State.CLOSED;
        parser.stop();
        loop.flush(outbound);
        outbound.close();
        loop.cancel(timer);
        SelectionKey current = key;
        if (current != null) {
            current.cancel();
        }
        if (opening != null) {
            opening.close();
            opening = null;
        }
        link.farewell(reason);
        link.close();
        closedReason = reason;
        tail = EMPTY;
        Account bound = account;
        int subscriptionCount = subscriptions.size();
        List<ConnectionInfo.SubscriptionInfo> last = subscriptionInfos(Limits.CLOSED_SUBSCRIPTIONS);
        if (bound != null) {
            endAllSubscriptions();
            if (reason == ClosedReason.SLOW_CONSUMER_PENDING_BYTES
                    || reason == ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE) {
                bound.countSlowConsumer();
            }
        }
        service.closed(reason, this, snapshot(subscriptionCount, last));
        if (bound != null) {
            bound.leave(this);
        }
        lastRoute = null;
        scope = null;
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
        return user;
    }

    @Override
    public Permissions permissions() {
        return permissions;
    }

    @Override
    public @Nullable Instant expires() {
        return expires;
    }

    @Override
    public void updatePermissions(Permissions next) {
        loop.execute(() -> {
            if (state == State.OPEN && !next.equals(permissions)) {
                apply(next);
                subscriptions.values().forEach(this::reconsider);
            }
        });
    }

    private void reconsider(Subscription subscription) {
        byte[] subject = subscription.subject();
        byte[] queue = subscription.queue();
        if (subscribeRules.allows(subject, queue)) {
            if ((queue != null || Subjects.hasWildcard(subject)) && subscribeRules.needsFilter(subject)) {
                filter = subscribeRules;
            }
            bound().interest().touch(subject);
            return;
        }
        end(subscription);
        String which = Quoted.of(subject) + (queue == null ? "" : " using queue " + Quoted.of(queue)) + " (sid "
                + Quoted.of(subscription.sid()) + ")";
        writeError("Permissions Violation for Subscription to " + which);
        service.log().info("Removed sub " + which + " for " + user.label() + " - not authorized");
    }

    @Override
    public void accountLimitsChanged() {
        loop.execute(() -> {
            if (state != State.CLOSED) {
                parser.limits(maxControlLine(service.options()), maxPayload());
                Account bound = account;
                rates = bound == null ? null : RateControl.of(bound);
            }
        });
    }

    /** The node's options changed. */
    void optionsChanged() {
        trace = traceIfWanted();
        outbound.maxPendingBytes(service.options().maxPendingBytes());
        accountLimitsChanged();
    }

    /** Tells the client that the node is about to go. */
    void tellLameDuck() {
        loop.execute(() -> {
            if (state == State.OPEN && options.protocol() >= 1) {
                write(info(false, true));
            }
        });
    }

    @Override
    public ConnectionInfo info() {
        return snapshot(false);
    }

    /** What monitoring shows of it now. */
    ConnectionInfo snapshot(boolean withSubscriptions) {
        return snapshot(subscriptions.size(), withSubscriptions ? subscriptionInfos(Integer.MAX_VALUE) : List.of());
    }

    private ConnectionInfo snapshot(int subscriptionCount, List<ConnectionInfo.SubscriptionInfo> listed) {
        Account bound = account;
        ConnectOptions said = options;
        long[] out = outbound.delivered();
        ClosedReason reason = closedReason;
        Instant now = service.clock().now();
        Duration active = Duration.ofNanos(lastActivityNanos - startedNanos);
        return new ConnectionInfo(
                id,
                AddressText.of(remote.getAddress()),
                remote.getPort(),
                bound == null ? null : bound.name(),
                bound == null ? null : bound.nameTag(),
                shownUser(said),
                said.name(),
                said.lang(),
                said.version(),
                started,
                started.plus(active),
                Duration.ofNanos(roundTripNanos),
                outbound.pendingBytes(),
                new Traffic(inMessages, inBytes, out[0], out[1]),
                stalls,
                subscriptionCount,
                listed,
                reason == null ? null : now,
                reason,
                session);
    }

    /** Who has not been let in is shown as whom it claims to be. */
    private UserIdentity shownUser(ConnectOptions said) {
        UserIdentity known = user;
        if (known.authorizedUser() != null) {
            return known;
        }
        String claimed = said.nkey() != null ? said.nkey() : said.user() != null ? said.user() : said.token();
        return claimed == null ? known : UserIdentity.named(claimed);
    }

    private List<ConnectionInfo.SubscriptionInfo> subscriptionInfos(int most) {
        return subscriptions.values().stream()
                .limit(most)
                .map(subscription -> new ConnectionInfo.SubscriptionInfo(
                        new String(subscription.subject(), UTF_8),
                        subscription.queue() == null ? null : new String(subscription.queue(), UTF_8),
                        new String(subscription.sid(), UTF_8),
                        subscription.delivered(),
                        subscription.maximum()))
                .toList();
    }

    /** From CONNECT on a connection is also called by what it said of itself, and by its account and user. */
    private void nameAfter(ConnectOptions said) {
        StringBuilder client = new StringBuilder();
        if (said.version() != null && !said.version().isEmpty()) {
            client.append('v').append(said.version());
        }
        for (String part : new @Nullable String[] {said.lang(), said.name()}) {
            if (part != null && !part.isEmpty()) {
                client.append(client.isEmpty() ? "" : ":").append(part);
            }
        }
        Account bound = account;
        String label = userLabel(said);
        String tag = bound == null || bound.nameTag() == null ? "" : "/" + bound.nameTag();
        String place = bound == null || label.isEmpty() ? "" : bound.name() + tag + "/" + label;
        longName = ProtocolTrace.name(shortName(), client.toString(), place);
    }

    private String userLabel(ConnectOptions said) {
        if (said.nkey() != null && !said.nkey().isEmpty()) {
            return "nkey:" + said.nkey();
        }
        if (said.user() != null && !said.user().isEmpty()) {
            return "user:" + said.user();
        }
        if (said.jwt() != null && !said.jwt().isEmpty()) {
            return "jwt:" + (user.publicKey() == null ? "" : user.publicKey());
        }
        return said.token() == null || said.token().isEmpty() ? "" : "token";
    }

    private String logName() {
        String known = longName;
        return known == null ? shortName() : known;
    }

    private String shortName() {
        String forwarded = entrance.forwardedFor();
        return (forwarded == null ? "" : forwarded + "/")
                + AddressText.withPort(remote)
                + (entrance.isWebSocket() ? " - wid:" : " - cid:")
                + id;
    }

    @Override
    public String toString() {
        return logName();
    }
}
