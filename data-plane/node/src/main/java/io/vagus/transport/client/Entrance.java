package io.vagus.transport.client;

import io.vagus.account.ConnectionType;
import io.vagus.protocol.ConnectOptions;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.tls.TlsPeer;
import io.vagus.transport.websocket.UpgradeRequest;
import io.vagus.transport.websocket.WebSocketOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * By which door a client came in, and what it brought along before it spoke the client protocol.
 *
 * @param tls what a handshake before the protocol agreed on; null without one
 * @param port what holds on the WebSocket port; null for a client of the client port
 * @param address where that port is
 * @param forwardedFor whose connection a proxy says it is
 * @param cookies credentials out of cookies
 */
public record Entrance(
        @Nullable TlsPeer tls,
        @Nullable WebSocketOptions port,
        @Nullable InetSocketAddress address,
        @Nullable String forwardedFor,
        Cookies cookies) {

    /** The client port. */
    static final Entrance CLIENT_PORT = new Entrance(null, null, null, null, Cookies.NONE);

    /** Credentials; null where there are none. */
    public record Cookies(
            @Nullable String jwt,
            @Nullable String user,
            @Nullable String password,
            @Nullable String token) {

        static final Cookies NONE = new Cookies(null, null, null, null);

        /** What a client said, with what it left out. */
        ConnectOptions complete(ConnectOptions said) {
            return this == NONE ? said : said.orElse(jwt, user, password, token);
        }

        /** Leaves out every secret. */
        @Override
        public String toString() {
            return "Cookies[user=" + user + "]";
        }
    }

    /** The WebSocket port, after that request. */
    public static Entrance webSocket(
            WebSocketOptions port, UpgradeRequest request, @Nullable TlsPeer tls, InetSocketAddress address) {
        WebSocketOptions.Cookies names = port.cookies();
        Cookies cookies = names.equals(WebSocketOptions.Cookies.NONE)
                ? Cookies.NONE
                : new Cookies(
                        request.cookie(names.jwt()),
                        request.cookie(names.user()),
                        request.cookie(names.password()),
                        request.cookie(names.token()));
        return new Entrance(tls, port, address, request.head().header("x-forwarded-for"), cookies);
    }

    boolean isWebSocket() {
        return port != null;
    }

    ConnectionType type() {
        return isWebSocket() ? ConnectionType.WEBSOCKET : ConnectionType.STANDARD;
    }

    /** How long a client has to authenticate. */
    Duration authTimeout(NodeOptions options) {
        Duration own = port == null ? null : port.access().authTimeout();
        return own == null || own.isZero() ? options.authTimeout() : own;
    }

    /** How long a client may be silent before it is pinged. */
    Duration pingInterval(NodeOptions options) {
        Duration own = port == null ? null : port.pingInterval();
        return own == null || own.isZero() ? options.pingInterval() : own;
    }
}
