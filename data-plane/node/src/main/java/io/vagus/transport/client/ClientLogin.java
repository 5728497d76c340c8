package io.vagus.transport.client;

import io.vagus.account.Account;
import io.vagus.account.AddressText;
import io.vagus.account.Authenticator;
import io.vagus.account.Permissions;
import io.vagus.account.ReplyLeave;
import io.vagus.account.UserIdentity;
import io.vagus.account.UserLimits;
import io.vagus.base.Limits;
import io.vagus.protocol.ClientParser;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectDocument;
import io.vagus.protocol.ConnectOptions;
import io.vagus.protocol.ServerInfo;
import io.vagus.transport.NodeOptions;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The login of one client: what INFO offers, what CONNECT says, who the client is then, in which account and with which rights.
 * Owned by the connection's loop, which alone changes it; any thread reads who the client is.
 */
final class ClientLogin {

    private final ClientConnection connection;
    private final ClientService service;
    private final Entrance entrance;
    private final ClientParser parser;
    private String nonce = "";
    private boolean connectSeen;
    private boolean judged;

    private volatile @Nullable Account account;
    /** Who had no room for it; null otherwise. */
    private volatile @Nullable Account full;

    private volatile UserIdentity user = UserIdentity.ANONYMOUS;
    private volatile Permissions permissions = Permissions.ALL;
    private volatile @Nullable Instant expires;
    private UserLimits limits = UserLimits.NONE;

    ClientLogin(ClientConnection connection, ClientService service, Entrance entrance, ClientParser parser) {
        this.connection = connection;
        this.service = service;
        this.entrance = entrance;
        this.parser = parser;
    }

    /** Draws what the client has to sign, where somebody may want it. */
    void prepare() {
        if (service.authenticator().nonceRequired()) {
            nonce = service.newNonce();
        }
    }

    /** Lets in whom nobody asks for a login; the others have some time for it. */
    void begin() {
        Authenticator authenticator = service.authenticator();
        if (authenticator.threshold(entrance.type()) == Authenticator.Threshold.FREE) {
            settle(authenticator.anonymous(connection.peer()), ConnectOptions.INITIAL);
        } else {
            parser.expectConnect(true);
            connection.clocks().awaitLogin();
        }
    }

    /** Whether the client has been let in after a login. */
    boolean hasConnected() {
        return connectSeen;
    }

    @Nullable
    Account account() {
        return account;
    }

    /** The account that people are told: the one it is in, or the one that had no room for it. */
    @Nullable
    Account shownAccount() {
        return account == null ? full : account;
    }

    UserIdentity user() {
        return user;
    }

    Permissions permissions() {
        return permissions;
    }

    @Nullable
    Instant expires() {
        return expires;
    }

    UserLimits limits() {
        return limits;
    }

    // --- INFO ----------------------------------------------------------------------------------------------------

    /** The line that says what holds once the client is in, or that the node is about to go. */
    byte[] info(boolean connected, boolean lameDuck) {
        return info(connected, lameDuck, true, false);
    }

    /** Only the first one asks for credentials in the way that holds for this client; those behind it say what holds for all. */
    byte[] info(boolean connected, boolean lameDuck, boolean withAddress, boolean tlsIsDone) {
        Account bound = account;
        boolean first = !connected && !lameDuck;
        Authenticator.Threshold threshold = service.authenticator().threshold(entrance.type());
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
                        service.offersStreams(),
                        service.identity().cluster(),
                        service.identity().domain(),
                        connection.id(),
                        withAddress ? AddressText.of(connection.label().remote().getAddress()) : null,
                        service.announcedTls(entrance, tlsIsDone),
                        first && !nonce.isEmpty() ? nonce : null,
                        service.authenticator().xkey(),
                        connected && bound != null ? bound.name() : null,
                        connected && bound == service.accounts().system(),
                        lameDuck)
                .line();
    }

    static int maxControlLine(NodeOptions nodeOptions) {
        return Math.min(nodeOptions.maxControlLineBytes(), Limits.MAX_CONTROL_LINE_BYTES);
    }

    /** Holds the parser to the limits that are in force now. */
    void limitParser() {
        parser.limits(maxControlLine(service.options()), maxPayload());
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

    // --- CONNECT -------------------------------------------------------------------------------------------------

    void connect(byte[] document) {
        connection.clocks().estimateRoundTrip();
        ConnectOptions before = connectSeen ? connection.options() : ConnectOptions.INITIAL;
        ConnectOptions said = ConnectDocument.read(document, before);
        if (said == null) {
            // Monitoring shows what was understood of it.
            ConnectOptions understood = ConnectDocument.understood(document, before);
            connection.options(understood.withoutSecrets());
            user = UserIdentity.claimed(understood);
            connection.closeNow(ClosedReason.PROTOCOL_VIOLATION, null);
            return;
        }
        ConnectOptions wanted = entrance.cookies().complete(said);
        if (connectSeen) {
            // It may come as somebody else this time.
            connection.subscriptions().endAll();
        }
        authenticate(wanted);
    }

    /** {@link ConnectOptions#INITIAL} for a client that began with something else. */
    void authenticate(ConnectOptions wanted) {
        connection.clocks().loginCame();
        judged = true;
        CompletableFuture<Authenticator.Verdict> answer = service.authenticator()
                .authenticate(new Authenticator.Attempt(wanted, nonce, connection.peer()))
                .toCompletableFuture();
        if (answer.isDone() && wanted != ConnectOptions.INITIAL) {
            settle(verdictOf(answer), wanted);
            return;
        }
        connection.awaitVerdict();
        answer.whenComplete((verdict, failure) -> connection.onVerdict(() -> settle(verdictOf(answer), wanted)));
    }

    private static Authenticator.Verdict verdictOf(CompletableFuture<Authenticator.Verdict> answer) {
        try {
            return answer.get();
        } catch (ExecutionException | CancellationException e) {
            return Authenticator.Denied.violation("the authenticator failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Authenticator.Denied.violation("interrupted");
        }
    }

    private void settle(Authenticator.Verdict verdict, ConnectOptions wanted) {
        // No pattern switch: the first client of a node that has just started would wait for the class it makes when it
        // runs.
        if (verdict instanceof Authenticator.Allowed allowed && !wanted.accountWanted()) {
            admit(allowed, wanted);
        } else if (verdict instanceof Authenticator.Denied denied) {
            refuse(denied, wanted);
        } else {
            refuse(Authenticator.Denied.violation("the client names an account"), wanted);
        }
    }

    private void refuse(Authenticator.Denied denied, ConnectOptions wanted) {
        connection.options(wanted.withoutSecrets());
        user = UserIdentity.claimed(wanted);
        connection.endsBecause(denied.closedReason());
        Account told = account == null ? service.accounts().global() : account;
        leaveAccount();
        service.authenticationFailed(
                connection,
                user,
                denied.cause(),
                denied.notice() == null
                        ? new Authenticator.Denied.Notice(
                                told, denied.closedReason().text())
                        : denied.notice());
        connection.closeNow(denied.closedReason(), denied.errorText());
    }

    private void admit(Authenticator.Allowed allowed, ConnectOptions wanted) {
        boolean connecting = wanted != ConnectOptions.INITIAL;
        connection.options(wanted.withoutSecrets());
        boolean headers = wanted.headers() && !service.options().clientPort().noHeaders();
        connection.agree(wanted.echo(), headers);
        parser.agreeHeaders(headers);
        parser.tellLines(wanted.pedantic());
        if (!enter(allowed)) {
            connection.closeNow(ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED, Account.FULL);
            return;
        }
        user = allowed.user();
        limits = allowed.limits();
        expires = allowed.expires();
        apply(allowed.permissions());
        if (connecting) {
            connection.label().nameAfter(wanted, account, user);
        }
        connection.letIn();
        connection.clocks().loginCame();
        connection.clocks().expireAt(allowed.expires());
        parser.expectConnect(false);
        limitParser();
        if (connecting) {
            confirm(wanted);
        } else if (judged) {
            announce();
        }
        connection.arm();
    }

    private void confirm(ConnectOptions wanted) {
        if (wanted.protocol() != 0 && wanted.protocol() != 1) {
            connection.closeNow(ClosedReason.BAD_CLIENT_PROTOCOL_VERSION, "invalid client protocol");
            return;
        }
        if (wanted.noResponders() && !connection.understandsHeaders()) {
            connection.closeNow(ClosedReason.NO_RESPONDERS_REQUIRES_HEADERS, "no responders requires headers support");
            return;
        }
        if (wanted.verbose()) {
            connection.write(ClientConnection.OK);
        }
        announce();
    }

    private void announce() {
        if (!connectSeen) {
            connectSeen = true;
            service.connected(connection);
        }
    }

    private boolean enter(Authenticator.Allowed allowed) {
        Account next = allowed.account();
        Account current = account;
        if (current == next) {
            return true;
        }
        leaveAccount();
        if (!next.join(connection)) {
            full = next;
            return false;
        }
        account = next;
        connection.publishing().enter(next);
        return true;
    }

    private void leaveAccount() {
        Account current = account;
        if (current != null) {
            connection.subscriptions().endAll();
            connection.publishing().settleBatch();
            current.leave(connection);
            account = null;
            connection.publishing().leave();
        }
    }

    /** From now on these permissions hold. */
    void apply(Permissions next) {
        permissions = next;
        Permissions.Responses responses = next.responses();
        connection.replyLeave(responses == null ? null : new ReplyLeave(responses));
        connection.subscriptions().permit(next.subscribe());
        connection.publishing().permit(bound(), next);
    }

    /** The account of a client that has been let in. */
    Account bound() {
        Account bound = account;
        if (bound == null) {
            throw new IllegalStateException("connection " + connection.id() + " is in no account");
        }
        return bound;
    }
}
