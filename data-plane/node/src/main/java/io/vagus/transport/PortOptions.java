package io.vagus.transport;

import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * How clients reach the node, and what is agreed on with them beyond limits.
 *
 * @param tls how the client port is encrypted; null for not at all
 * @param allowNonTls whether clients may leave TLS out, with {@code tls}
 * @param proxyProtocol whether a proxy may say in front of a stream whose it is
 * @param clientAdvertise host and port that clients are told in place of those listened on; null for those
 * @param noHeaders whether messages carry no headers here
 * @param maxSubscriptionTokens tokens of the longest subject that can be subscribed to; 0 for no limit
 * @param writeTimeout what happens to a client that does not take bytes for {@code write_deadline}
 * @param webSocket where and how WebSocket clients come in; null for nowhere
 */
public record PortOptions(
        @Nullable TlsSettings tls,
        boolean allowNonTls,
        boolean proxyProtocol,
        @Nullable String clientAdvertise,
        boolean noHeaders,
        int maxSubscriptionTokens,
        WriteTimeout writeTimeout,
        @Nullable WebSocketOptions webSocket) {

    /** What nats-server does without a configuration. */
    public static final PortOptions DEFAULTS =
            new PortOptions(null, false, false, null, false, 0, WriteTimeout.CLOSE, null);

    /** Whether any port is encrypted. */
    public boolean usesTls() {
        return tls != null || (webSocket != null && webSocket.tls() != null);
    }

    /** Whether clients of an encrypted client port may leave TLS out: not where nothing but a handshake is waited for. */
    public boolean isTlsOptional() {
        return tls != null
                && allowNonTls
                && !(tls.handshakeFirst() && tls.fallbackDelay().isZero());
    }

    /** What happens at the write deadline. */
    public enum WriteTimeout {
        /** The connection is closed. */
        CLOSE,
        /** It stays, as long as it is not too far behind. */
        RETRY
    }

    public PortOptions withTls(@Nullable TlsSettings changed) {
        return new PortOptions(
                changed,
                allowNonTls,
                proxyProtocol,
                clientAdvertise,
                noHeaders,
                maxSubscriptionTokens,
                writeTimeout,
                webSocket);
    }

    public PortOptions withAllowNonTls(boolean changed) {
        return new PortOptions(
                tls,
                changed,
                proxyProtocol,
                clientAdvertise,
                noHeaders,
                maxSubscriptionTokens,
                writeTimeout,
                webSocket);
    }

    public PortOptions withProxyProtocol(boolean changed) {
        return new PortOptions(
                tls, allowNonTls, changed, clientAdvertise, noHeaders, maxSubscriptionTokens, writeTimeout, webSocket);
    }

    public PortOptions withClientAdvertise(@Nullable String changed) {
        return new PortOptions(
                tls, allowNonTls, proxyProtocol, changed, noHeaders, maxSubscriptionTokens, writeTimeout, webSocket);
    }

    public PortOptions withNoHeaders(boolean changed) {
        return new PortOptions(
                tls,
                allowNonTls,
                proxyProtocol,
                clientAdvertise,
                changed,
                maxSubscriptionTokens,
                writeTimeout,
                webSocket);
    }

    public PortOptions withMaxSubscriptionTokens(int changed) {
        return new PortOptions(
                tls, allowNonTls, proxyProtocol, clientAdvertise, noHeaders, changed, writeTimeout, webSocket);
    }

    public PortOptions withWriteTimeout(WriteTimeout changed) {
        return new PortOptions(
                tls, allowNonTls, proxyProtocol, clientAdvertise, noHeaders, maxSubscriptionTokens, changed, webSocket);
    }

    public PortOptions withWebSocket(@Nullable WebSocketOptions changed) {
        return new PortOptions(
                tls,
                allowNonTls,
                proxyProtocol,
                clientAdvertise,
                noHeaders,
                maxSubscriptionTokens,
                writeTimeout,
                changed);
    }
}
