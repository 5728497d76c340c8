package io.vagus.jetstream.consumer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's configuration, its account and its server say to the consumers of the stream.
 *
 * @param account the account's name
 * @param domain the JetStream domain; null without one
 * @param subjects the stream's subjects
 * @param maxConsumers of the stream's configuration; 0 or less for no limit
 * @param replicas of the stream
 * @param memory whether the stream's messages are in memory
 * @param sealed whether nothing may change any more
 * @param maxMessageBytes the largest message of the stream, or of the account; bounds the burst of a rate limit
 * @param consumerLimits of the stream's configuration
 * @param accountLimits of the account; never null, zeros for none
 * @param serverLimits of the server; zeros for none
 */
public record StreamTerms(
        String account,
        @Nullable String domain,
        String stream,
        List<String> subjects,
        Retention retention,
        long maxConsumers,
        int replicas,
        boolean memory,
        boolean sealed,
        int maxMessageBytes,
        StreamLimits consumerLimits,
        AccountConsumerLimits accountLimits,
        ServerConsumerLimits serverLimits) {

    /** When a message leaves the stream. */
    public enum Retention {
        LIMITS,
        INTEREST,
        WORK_QUEUE
    }

    /** {@code consumer_limits} of a stream; 0 where not set. */
    public record StreamLimits(long inactiveThresholdNanos, long maxAckPending) {
        public static final StreamLimits NONE = new StreamLimits(0, 0);
    }

    /** What the account allows; 0 or less where not limited. */
    public record AccountConsumerLimits(long maxConsumers, long maxAckPending, boolean allowed) {
        public static final AccountConsumerLimits NONE = new AccountConsumerLimits(0, 0, true);
        /** The account has no limits, so no right, for streams of so many replicas. */
        public static final AccountConsumerLimits FORBIDDEN = new AccountConsumerLimits(0, 0, false);
    }

    /** What the server allows; 0 where not limited. {@code defaultMaxConsumers} is per stream, 1000 by default since 2.15. */
    public record ServerConsumerLimits(int maxAckPending, int maxRequestBatch, int defaultMaxConsumers) {
        public static final ServerConsumerLimits NONE = new ServerConsumerLimits(0, 0, 0);
    }
}
