package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** What only a push consumer has: whether somebody listens, its flow control window, heartbeats, rate. */
final class PushSide {

    private static final int MOST_WINDOW_BYTES = 32 * 1024 * 1024;

    byte[] subject;
    final byte @Nullable [] queue;
    boolean active;

    /** When the next heartbeat is due. */
    long heartbeatAt = Consumer.NEVER;

    private long windowBytes;
    private long outstandingBytes;
    private long requestedBytes;
    private @Nullable String flowId;

    /** The rate limiter's idea of when all that was sent would be through. */
    long throughAt;

    PushSide(ConsumerConfig config) {
        subject = config.deliverSubject().getBytes(UTF_8);
        queue = config.deliverGroup().isEmpty() ? null : config.deliverGroup().getBytes(UTF_8);
        windowBytes = config.flowControl() ? MOST_WINDOW_BYTES / 16 : 0;
    }

    /** Whether nothing may be sent until the client answers. */
    boolean isStalled() {
        return windowBytes > 0 && outstandingBytes > windowBytes;
    }

    /** The request that the client has not answered yet. */
    @Nullable
    String flowId() {
        return flowId;
    }

    /** Counts what was sent; whether a flow control request has to follow. */
    boolean sent(int bytes, boolean full) {
        if (windowBytes == 0) {
            return false;
        }
        outstandingBytes += bytes;
        if (flowId == null) {
            return outstandingBytes > windowBytes / 2 || full;
        }
        if (outstandingBytes - requestedBytes >= windowBytes) {
            requestedBytes += bytes;
        }
        return false;
    }

    /** A flow control request goes out. */
    void requested(String id) {
        flowId = id;
        requestedBytes = outstandingBytes;
    }

    /** The client answered; false when it is not the newest request. */
    boolean answered(String id) {
        if (!id.equals(flowId)) {
            return false;
        }
        windowBytes = Math.min(windowBytes * 2, MOST_WINDOW_BYTES);
        outstandingBytes = Math.max(0, outstandingBytes - requestedBytes);
        requestedBytes = 0;
        flowId = null;
        return true;
    }

    /** Charges what was sent to the rate; returns when the next may go. */
    long charge(int bytes, long bitsPerSecond, long burstBytes, long now) {
        double nanosPerByte = 8e9 / bitsPerSecond;
        long cost = (long) (bytes * nanosPerByte);
        long burst = (long) (burstBytes * nanosPerByte);
        throughAt = Math.max(now, throughAt) + cost;
        return throughAt - burst;
    }
}
