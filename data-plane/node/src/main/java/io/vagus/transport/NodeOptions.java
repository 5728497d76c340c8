package io.vagus.transport;

import io.vagus.transport.tls.ocsp.OcspSettings;
import java.time.Duration;

/**
 * The options of a node's client port, with nats-server's defaults in {@link #DEFAULTS}. Change one by a {@code with…} method.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any free one
 * @param loops event loops; 0 takes as many as there are processors
 * @param maxPayloadBytes largest message, headers included
 * @param maxControlLineBytes longest control line's arguments
 * @param maxPendingBytes bytes that may wait for one receiver before it is closed as a slow consumer
 * @param maxConnections client connections at the same time; negative for none
 * @param maxSubscriptions subscriptions per connection; 0 for no limit
 * @param pingInterval how long a connection may be silent before it is pinged
 * @param maxPingsOut unanswered pings before a connection is stale
 * @param authTimeout how long a client has to authenticate
 * @param writeDeadline how long bytes may wait for a receiver that does not read
 * @param maxClosedClients closed connections remembered for monitoring
 * @param lameDuckDuration over how long connections are closed in lame-duck mode
 * @param lameDuckGrace how long lame-duck mode waits before it closes the first
 * @param noFastProducerStall drop a message for a receiver that is behind, rather than hold back its sender
 * @param maxTracedMessageBytes how much of a message a trace line shows; 0 for all of it
 * @param traceHeadersOnly whether a trace line shows the headers of a message and nothing else of it
 * @param maxBufferedBytes outbound memory of all connections together; 0 takes three quarters of the JVM's largest heap, which
 *     is also its default limit of direct memory: give it when {@code -XX:MaxDirectMemorySize} is given
 * @param clientPort TLS, WebSocket and what else is agreed on with clients
 * @param ocsp what is asked of the issuers of certificates
 */
public record NodeOptions(
        String host,
        int port,
        int loops,
        int maxPayloadBytes,
        int maxControlLineBytes,
        long maxPendingBytes,
        int maxConnections,
        int maxSubscriptions,
        Duration pingInterval,
        int maxPingsOut,
        Duration authTimeout,
        Duration writeDeadline,
        int maxClosedClients,
        Duration lameDuckDuration,
        Duration lameDuckGrace,
        boolean noFastProducerStall,
        int maxTracedMessageBytes,
        boolean traceHeadersOnly,
        long maxBufferedBytes,
        PortOptions clientPort,
        OcspSettings ocsp) {

    /** What nats-server does without a configuration. */
    public static final NodeOptions DEFAULTS = new NodeOptions(
            "0.0.0.0",
            4222,
            0,
            1024 * 1024,
            4096,
            64L * 1024 * 1024,
            65536,
            0,
            Duration.ofMinutes(2),
            2,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            10_000,
            Duration.ofMinutes(2),
            Duration.ofSeconds(10),
            false,
            0,
            false,
            0,
            PortOptions.DEFAULTS,
            OcspSettings.NONE);

    public NodeOptions withHost(String host) {
        Builder builder = new Builder(this);
        builder.host = host;
        return builder.build();
    }

    public NodeOptions withPort(int port) {
        Builder builder = new Builder(this);
        builder.port = port;
        return builder.build();
    }

    public NodeOptions withLoops(int loops) {
        Builder builder = new Builder(this);
        builder.loops = loops;
        return builder.build();
    }

    public NodeOptions withMaxPayloadBytes(int maxPayloadBytes) {
        Builder builder = new Builder(this);
        builder.maxPayloadBytes = maxPayloadBytes;
        return builder.build();
    }

    public NodeOptions withMaxControlLineBytes(int maxControlLineBytes) {
        Builder builder = new Builder(this);
        builder.maxControlLineBytes = maxControlLineBytes;
        return builder.build();
    }

    public NodeOptions withMaxPendingBytes(long maxPendingBytes) {
        Builder builder = new Builder(this);
        builder.maxPendingBytes = maxPendingBytes;
        return builder.build();
    }

    public NodeOptions withMaxConnections(int maxConnections) {
        Builder builder = new Builder(this);
        builder.maxConnections = maxConnections;
        return builder.build();
    }

    public NodeOptions withMaxSubscriptions(int maxSubscriptions) {
        Builder builder = new Builder(this);
        builder.maxSubscriptions = maxSubscriptions;
        return builder.build();
    }

    public NodeOptions withPingInterval(Duration pingInterval) {
        Builder builder = new Builder(this);
        builder.pingInterval = pingInterval;
        return builder.build();
    }

    public NodeOptions withMaxPingsOut(int maxPingsOut) {
        Builder builder = new Builder(this);
        builder.maxPingsOut = maxPingsOut;
        return builder.build();
    }

    public NodeOptions withAuthTimeout(Duration authTimeout) {
        Builder builder = new Builder(this);
        builder.authTimeout = authTimeout;
        return builder.build();
    }

    public NodeOptions withWriteDeadline(Duration writeDeadline) {
        Builder builder = new Builder(this);
        builder.writeDeadline = writeDeadline;
        return builder.build();
    }

    public NodeOptions withMaxClosedClients(int maxClosedClients) {
        Builder builder = new Builder(this);
        builder.maxClosedClients = maxClosedClients;
        return builder.build();
    }

    public NodeOptions withLameDuckDuration(Duration lameDuckDuration) {
        Builder builder = new Builder(this);
        builder.lameDuckDuration = lameDuckDuration;
        return builder.build();
    }

    public NodeOptions withLameDuckGrace(Duration lameDuckGrace) {
        Builder builder = new Builder(this);
        builder.lameDuckGrace = lameDuckGrace;
        return builder.build();
    }

    public NodeOptions withNoFastProducerStall(boolean noFastProducerStall) {
        Builder builder = new Builder(this);
        builder.noFastProducerStall = noFastProducerStall;
        return builder.build();
    }

    public NodeOptions withMaxTracedMessageBytes(int maxTracedMessageBytes) {
        Builder builder = new Builder(this);
        builder.maxTracedMessageBytes = maxTracedMessageBytes;
        return builder.build();
    }

    public NodeOptions withTraceHeadersOnly(boolean traceHeadersOnly) {
        Builder builder = new Builder(this);
        builder.traceHeadersOnly = traceHeadersOnly;
        return builder.build();
    }

    public NodeOptions withMaxBufferedBytes(long maxBufferedBytes) {
        Builder builder = new Builder(this);
        builder.maxBufferedBytes = maxBufferedBytes;
        return builder.build();
    }

    /** All options while one of them changes. */
    public NodeOptions withClientPort(PortOptions clientPort) {
        Builder builder = new Builder(this);
        builder.clientPort = clientPort;
        return builder.build();
    }

    /** All options while one of them changes. */
    public NodeOptions withOcsp(OcspSettings ocsp) {
        Builder builder = new Builder(this);
        builder.ocsp = ocsp;
        return builder.build();
    }

    private static final class Builder {
        private String host;
        private int port;
        private int loops;
        private int maxPayloadBytes;
        private int maxControlLineBytes;
        private long maxPendingBytes;
        private int maxConnections;
        private int maxSubscriptions;
        private Duration pingInterval;
        private int maxPingsOut;
        private Duration authTimeout;
        private Duration writeDeadline;
        private int maxClosedClients;
        private Duration lameDuckDuration;
        private Duration lameDuckGrace;
        private boolean noFastProducerStall;
        private int maxTracedMessageBytes;
        private boolean traceHeadersOnly;
        private long maxBufferedBytes;
        private PortOptions clientPort;
        private OcspSettings ocsp;

        private Builder(NodeOptions from) {
            host = from.host;
            port = from.port;
            loops = from.loops;
            maxPayloadBytes = from.maxPayloadBytes;
            maxControlLineBytes = from.maxControlLineBytes;
            maxPendingBytes = from.maxPendingBytes;
            maxConnections = from.maxConnections;
            maxSubscriptions = from.maxSubscriptions;
            pingInterval = from.pingInterval;
            maxPingsOut = from.maxPingsOut;
            authTimeout = from.authTimeout;
            writeDeadline = from.writeDeadline;
            maxClosedClients = from.maxClosedClients;
            lameDuckDuration = from.lameDuckDuration;
            lameDuckGrace = from.lameDuckGrace;
            noFastProducerStall = from.noFastProducerStall;
            maxTracedMessageBytes = from.maxTracedMessageBytes;
            traceHeadersOnly = from.traceHeadersOnly;
            maxBufferedBytes = from.maxBufferedBytes;
            clientPort = from.clientPort;
            ocsp = from.ocsp;
        }

        private NodeOptions build() {
            return new NodeOptions(
                    host,
                    port,
                    loops,
                    maxPayloadBytes,
                    maxControlLineBytes,
                    maxPendingBytes,
                    maxConnections,
                    maxSubscriptions,
                    pingInterval,
                    maxPingsOut,
                    authTimeout,
                    writeDeadline,
                    maxClosedClients,
                    lameDuckDuration,
                    lameDuckGrace,
                    noFastProducerStall,
                    maxTracedMessageBytes,
                    traceHeadersOnly,
                    maxBufferedBytes,
                    clientPort,
                    ocsp);
        }
    }
}
