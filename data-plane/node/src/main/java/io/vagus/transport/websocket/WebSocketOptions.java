package io.vagus.transport.websocket;

import io.vagus.transport.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code websocket {}} block says.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param advertise host and port that clients are told in place of those; null for those
 * @param tls how the port is encrypted; null for not at all
 * @param sameOrigin whether a page must come from where it connects to
 * @param allowedOrigins where pages may come from; empty for anywhere
 * @param handshakeTimeout how long the upgrade may take; zero for the default
 * @param compression whether messages may be compressed
 * @param cookies under which names a browser's cookies carry credentials
 * @param access who may come in here, other than on the client port
 * @param headers what the answer to an upgrade carries besides
 * @param pingInterval how long a connection may be silent before it is pinged; null for what holds on the client port
 */
public record WebSocketOptions(
        String host,
        int port,
        @Nullable String advertise,
        @Nullable TlsSettings tls,
        boolean sameOrigin,
        List<Origin> allowedOrigins,
        Duration handshakeTimeout,
        boolean compression,
        Cookies cookies,
        Access access,
        Map<String, String> headers,
        @Nullable Duration pingInterval) {

    /** Where a page comes from. */
    public record Origin(String scheme, String host, int port) {}

    /** Names of cookies; null where none is looked for. */
    public record Cookies(
            @Nullable String jwt,
            @Nullable String user,
            @Nullable String password,
            @Nullable String token) {

        public static final Cookies NONE = new Cookies(null, null, null, null);
    }

    /**
     * Credentials that hold for this port in place of the node's.
     *
     * @param authTimeout null for what holds on the client port
     */
    public record Access(
            @Nullable String user,
            @Nullable String password,
            @Nullable String token,
            @Nullable String noAuthUser,
            @Nullable Duration authTimeout) {

        public static final Access NONE = new Access(null, null, null, null, null);

        /** Whether anything of the node's is replaced. */
        public boolean isOverride() {
            return user != null || token != null || noAuthUser != null;
        }

        /** Leaves out the secrets. */
        @Override
        public String toString() {
            return "Access[user=" + user + ", noAuthUser=" + noAuthUser + "]";
        }
    }

    /** These options while one of them changes. */
    public WebSocketOptions withTls(@Nullable TlsSettings changed) {
        return new WebSocketOptions(
                host,
                port,
                advertise,
                changed,
                sameOrigin,
                allowedOrigins,
                handshakeTimeout,
                compression,
                cookies,
                access,
                headers,
                pingInterval);
    }

    public WebSocketOptions withPort(int changed) {
        return new WebSocketOptions(
                host,
                changed,
                advertise,
                tls,
                sameOrigin,
                allowedOrigins,
                handshakeTimeout,
                compression,
                cookies,
                access,
                headers,
                pingInterval);
    }
}
