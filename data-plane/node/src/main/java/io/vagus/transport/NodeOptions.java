package io.vagus.transport;

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
 * @param maxConnections client connections at the same time
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
 * @param maxBufferedBytes outbound memory of all connections together; 0 takes three quarters of the JVM's largest heap, which
 *     is also its default limit of direct memory: give it when {@code -XX:MaxDirectMemorySize} is given
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
        long maxBufferedBytes) {

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
            0);

    public NodeOptions withHost(String host) {
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
                maxBufferedBytes);
    }

    public NodeOptions withPort(int port) {
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
                maxBufferedBytes);
    }

    public NodeOptions withLoops(int loops) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxPayloadBytes(int maxPayloadBytes) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxControlLineBytes(int maxControlLineBytes) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxPendingBytes(long maxPendingBytes) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxConnections(int maxConnections) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxSubscriptions(int maxSubscriptions) {
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
                maxBufferedBytes);
    }

    public NodeOptions withPingInterval(Duration pingInterval) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxPingsOut(int maxPingsOut) {
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
                maxBufferedBytes);
    }

    public NodeOptions withAuthTimeout(Duration authTimeout) {
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
                maxBufferedBytes);
    }

    public NodeOptions withWriteDeadline(Duration writeDeadline) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxClosedClients(int maxClosedClients) {
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
                maxBufferedBytes);
    }

    public NodeOptions withLameDuckDuration(Duration lameDuckDuration) {
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
                maxBufferedBytes);
    }

    public NodeOptions withLameDuckGrace(Duration lameDuckGrace) {
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
                maxBufferedBytes);
    }

    public NodeOptions withNoFastProducerStall(boolean noFastProducerStall) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxTracedMessageBytes(int maxTracedMessageBytes) {
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
                maxBufferedBytes);
    }

    public NodeOptions withMaxBufferedBytes(long maxBufferedBytes) {
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
                maxBufferedBytes);
    }
}
