package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.StreamConfig;
import org.jspecify.annotations.Nullable;

/**
 * How fast a stream takes messages of clients: at most what its metadata says, on average over a second. {@code
 * vagus.ingest.messages_per_second} and {@code vagus.ingest.bytes_per_second}; ours alone, nats-server ignores them. Owned by the
 * stream.
 */
final class IngestRate {
    static final String MESSAGES = "vagus.ingest.messages_per_second";
    static final String BYTES = "vagus.ingest.bytes_per_second";
    private static final double SECOND = 1_000_000_000.0;

    private final double messagesPerSecond;
    private final double bytesPerSecond;
    private double messages;
    private double bytes;
    private long last;

    private IngestRate(long messagesPerSecond, long bytesPerSecond) {
        this.messagesPerSecond = messagesPerSecond > 0 ? messagesPerSecond : Double.POSITIVE_INFINITY;
        this.bytesPerSecond = bytesPerSecond > 0 ? bytesPerSecond : Double.POSITIVE_INFINITY;
        this.messages = this.messagesPerSecond;
        this.bytes = this.bytesPerSecond;
    }

    /** Null when the stream has no such limit. */
    static @Nullable IngestRate of(StreamConfig config) {
        long messages = MessageTtl.Digits.parse(config.metadata().getOrDefault(MESSAGES, ""));
        long bytes = MessageTtl.Digits.parse(config.metadata().getOrDefault(BYTES, ""));
        return messages > 0 || bytes > 0 ? new IngestRate(messages, bytes) : null;
    }

    /** Whether one more message of that size may come now. */
    boolean take(int size, long now) {
        if (last != 0 && now > last) {
            double seconds = (now - last) / SECOND;
            messages = Math.min(messagesPerSecond, messages + seconds * messagesPerSecond);
            bytes = Math.min(bytesPerSecond, bytes + seconds * bytesPerSecond);
        }
        last = now;
        if (messages < 1 || bytes <= 0) {
            return false;
        }
        messages -= 1;
        bytes -= size;
        return true;
    }
}
