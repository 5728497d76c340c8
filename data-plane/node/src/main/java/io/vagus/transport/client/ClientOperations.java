package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.UserIdentity;
import io.vagus.protocol.ClientParser;
import io.vagus.protocol.ClosedReason;
import io.vagus.protocol.ConnectOptions;
import io.vagus.protocol.ProtocolError;
import io.vagus.protocol.Publication;
import io.vagus.protocol.PublishFrame;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one client as its parser finds them: each is shown to the trace, where one is wanted, and handed to the part
 * of the connection it concerns. Owned by the connection's loop, which alone calls it.
 */
final class ClientOperations implements ClientParser.Handler {

    private static final byte[] PONG = "PONG\r\n".getBytes(US_ASCII);
    private static final byte[] NONE = {};

    private final ClientConnection connection;
    private final ClientService service;
    private final Entrance entrance;
    private boolean pinged;

    ClientOperations(ClientConnection connection, ClientService service, Entrance entrance) {
        this.connection = connection;
        this.service = service;
        this.entrance = entrance;
    }

    @Override
    public void onPublish(PublishFrame frame) {
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.publish(frame);
        }
        connection.publishing().publish(frame);
    }

    @Override
    public void onPublication(Publication publication) {
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.publish(publication);
        }
        connection.publishing().publish(publication);
    }

    @Override
    public void onPublishLine(PublishFrame frame) {
        connection.publishing().judge(frame);
    }

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        connection.publishing().deliverRun();
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.subscribe(subject, queue == null ? NONE : queue, sid);
        }
        if (connection.publishing().isOpen()) {
            connection.subscriptions().subscribe(subject, queue, sid);
        }
    }

    @Override
    public void onUnsubscribe(byte[] sid, long maximum) {
        connection.publishing().deliverRun();
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.heard("UNSUB " + new String(sid, UTF_8) + (maximum > 0 ? " " + maximum : ""));
        }
        connection.subscriptions().unsubscribe(sid, maximum);
    }

    @Override
    public void onConnect(byte[] document) {
        connection.publishing().deliverRun();
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.connect(document);
        }
        connection.login().connect(document);
    }

    @Override
    public void onPing() {
        connection.publishing().deliverRun();
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.heard("PING");
        }
        connection.write(PONG);
        if (connection.login().hasConnected() && !pinged) {
            pinged = true;
            if (connection.options().protocol() >= 1) {
                connection.write(connection.login().info(true, false));
            }
        }
    }

    @Override
    public void onPong() {
        ProtocolTrace trace = connection.trace();
        if (trace != null) {
            trace.heard("PONG");
        }
        connection.clocks().onPong();
    }

    @Override
    public void onPeerError() {
        connection.publishing().deliverRun();
        connection.closeNow(ClosedReason.PARSE_ERROR, null);
    }

    @Override
    public void onProtocolError(ProtocolError error) {
        connection.publishing().deliverRun();
        if (error == ProtocolError.NOT_AUTHENTICATED) {
            if (service.authenticator().threshold(entrance.type()).isConnectOptional()) {
                connection.login().authenticate(ConnectOptions.INITIAL);
                return;
            }
            service.authenticationFailed(connection, UserIdentity.ANONYMOUS, "an operation came before CONNECT", null);
        }
        connection.socket().abandonUnread();
        connection.closeNow(
                entrance.isWebSocket() ? asReadError(error.closedReason()) : error.closedReason(), error.text());
    }

    /** nats-server cannot tell a broken stream from broken frames around it. */
    private static ClosedReason asReadError(ClosedReason reason) {
        return reason == ClosedReason.PROTOCOL_VIOLATION ? ClosedReason.READ_ERROR : reason;
    }
}
