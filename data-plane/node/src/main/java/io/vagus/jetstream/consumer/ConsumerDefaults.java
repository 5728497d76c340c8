package io.vagus.jetstream.consumer;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.MetadataKeys;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.PriorityPolicy;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a consumer's configuration gets where its request says nothing, as nats-server fills it in. */
final class ConsumerDefaults {

    static final long ACK_WAIT_NANOS = 30_000_000_000L;
    static final int MAX_ACK_PENDING = 1000;
    static final int MAX_WAITING = 512;
    /** Go's zero time, in seconds since 1970. */
    private static final long ZERO_SECOND = -62_135_596_800L;

    static final long INACTIVE_NANOS = 5_000_000_000L;
    static final long PINNED_TTL_NANOS = 120_000_000_000L;
    static final long SOURCE_HEARTBEAT_NANOS = 1_000_000_000L;

    /** The metadata of nearly every consumer; one object for all, since there may be very many. */
    static final Map<String, String> PLAIN_METADATA = Map.of(MetadataKeys.REQUIRED_LEVEL, "0");

    private ConsumerDefaults() {}

    /** Fills in the draft; pedantic requests get an error instead of a silent correction. */
    static @Nullable ApiError fill(ConsumerConfig.Draft config, StreamTerms terms, boolean pedantic) {
        String complaint = mendNegatives(config);
        if (pedantic && complaint != null) {
            return ErrorCode.PEDANTIC.error(complaint);
        }
        boolean push = !config.deliverSubject.isEmpty();
        if (!push && config.maxWaiting == 0) {
            config.maxWaiting = MAX_WAITING;
        }
        boolean timed = config.ackPolicy == AckPolicy.EXPLICIT || config.ackPolicy == AckPolicy.ALL;
        if (config.ackWaitNanos == 0 && timed) {
            config.ackWaitNanos = ACK_WAIT_NANOS;
        }
        if (!config.backoffNanos.isEmpty()) {
            if (pedantic && config.ackWaitNanos != config.backoffNanos.getFirst()) {
                return ErrorCode.PEDANTIC.error("first backoff value has to equal batch AckWait");
            }
            config.ackWaitNanos = config.backoffNanos.getFirst();
        }
        ApiError error = fillFromLimits(config, terms, pedantic, push);
        if (error != null) {
            return error;
        }
        if (config.priorityPolicy == PriorityPolicy.PINNED_CLIENT && config.pinnedTtlNanos == 0) {
            config.pinnedTtlNanos = PINNED_TTL_NANOS;
        }
        if (config.ackPolicy == AckPolicy.FLOW_CONTROL && !pedantic) {
            config.flowControl = true;
            config.heartbeatNanos = SOURCE_HEARTBEAT_NANOS;
        }
        return null;
    }

    /** Makes what must not be negative not negative; tells the first thing that was. */
    private static @Nullable String mendNegatives(ConsumerConfig.Draft config) {
        String complaint = null;
        if (config.maxDeliver == 0 || config.maxDeliver < -1) {
            complaint = config.maxDeliver < -1 ? "max_deliver must be set to -1" : null;
            config.maxDeliver = -1;
        }
        if (config.maxWaiting < 0) {
            complaint = complaint != null ? complaint : "max_waiting must not be negative";
            config.maxWaiting = 0;
        }
        if (config.maxAckPending < -1) {
            complaint = complaint != null ? complaint : "max_ack_pending must be set to -1";
            config.maxAckPending = -1;
        }
        if (config.maxRequestBatch < 0) {
            complaint = complaint != null ? complaint : "max_batch must not be negative";
            config.maxRequestBatch = 0;
        }
        if (config.maxRequestExpiresNanos < 0) {
            complaint = complaint != null ? complaint : "max_expires must not be negative";
            config.maxRequestExpiresNanos = 0;
        }
        if (config.maxRequestBytes < 0) {
            complaint = complaint != null ? complaint : "max_bytes must not be negative";
            config.maxRequestBytes = 0;
        }
        if (config.heartbeatNanos < 0) {
            complaint = complaint != null ? complaint : "idle_heartbeat must not be negative";
            config.heartbeatNanos = 0;
        }
        if (config.inactiveThresholdNanos < 0) {
            complaint = complaint != null ? complaint : "inactive_threshold must not be negative";
            config.inactiveThresholdNanos = 0;
        }
        if (config.pinnedTtlNanos < 0) {
            complaint = complaint != null ? complaint : "priority_timeout must not be negative";
            config.pinnedTtlNanos = 0;
        }
        return complaint;
    }

    private static @Nullable ApiError fillFromLimits(
            ConsumerConfig.Draft config, StreamTerms terms, boolean pedantic, boolean push) {
        StreamTerms.StreamLimits stream = terms.consumerLimits();
        if (config.maxAckPending == 0) {
            if (pedantic && stream.maxAckPending() > 0) {
                return ErrorCode.PEDANTIC.error("max_ack_pending must be set if it's configured in stream limits");
            }
            config.maxAckPending = stream.maxAckPending();
        }
        if (config.inactiveThresholdNanos == 0) {
            if (pedantic && stream.inactiveThresholdNanos() > 0) {
                return ErrorCode.PEDANTIC.error("inactive_threshold must be set if it's configured in stream limits");
            }
            config.inactiveThresholdNanos = stream.inactiveThresholdNanos();
        }
        StreamTerms.ServerConsumerLimits server = terms.serverLimits();
        if (config.maxAckPending == 0 && config.ackPolicy != AckPolicy.NONE) {
            int most = MAX_ACK_PENDING;
            most = server.maxAckPending() > 0 ? Math.min(most, server.maxAckPending()) : most;
            long account = terms.accountLimits().maxAckPending();
            config.maxAckPending = account > 0 ? Math.min(most, account) : most;
        }
        if (!push && config.maxRequestBatch == 0 && server.maxRequestBatch() > 0) {
            if (pedantic) {
                return ErrorCode.PEDANTIC.error("max_request_batch must be set if it's JetStream limits are set");
            }
            config.maxRequestBatch = server.maxRequestBatch();
        }
        return null;
    }

    /** Ephemeral consumers always have a threshold. */
    static void fillInactivity(ConsumerConfig.Draft config) {
        if (config.durable.isEmpty() && config.inactiveThresholdNanos <= 0) {
            config.inactiveThresholdNanos = INACTIVE_NANOS;
        }
    }

    /** Writes down which level of the API the configuration needs; what a client wrote about the server goes. */
    static void markLevel(ConsumerConfig.Draft config) {
        TreeMap<String, String> metadata = withoutServerFacts(config);
        boolean paused = config.pauseUntil != null && config.pauseUntil.getEpochSecond() != ZERO_SECOND;
        boolean prioritized = config.priorityPolicy != PriorityPolicy.NONE
                || config.pinnedTtlNanos != 0
                || !config.priorityGroups.isEmpty();
        int level = config.ackPolicy == AckPolicy.FLOW_CONTROL ? 4 : paused || prioritized ? 1 : 0;
        metadata.put(MetadataKeys.REQUIRED_LEVEL, Integer.toString(level));
        config.metadata = metadata.equals(PLAIN_METADATA) ? PLAIN_METADATA : metadata;
    }

    private static TreeMap<String, String> withoutServerFacts(ConsumerConfig.Draft config) {
        TreeMap<String, String> metadata = new TreeMap<>(config.metadata);
        metadata.remove(MetadataKeys.SERVER_VERSION);
        metadata.remove(MetadataKeys.SERVER_LEVEL);
        return metadata;
    }

    /** The configuration as a create or an info answer tells it: with what this server is. */
    static ConsumerConfig withServerFacts(ConsumerConfig config, String version, int level) {
        ConsumerConfig.Draft draft = config.draft();
        TreeMap<String, String> metadata = new TreeMap<>(config.metadata());
        metadata.put(MetadataKeys.SERVER_VERSION, version);
        metadata.put(MetadataKeys.SERVER_LEVEL, Integer.toString(level));
        draft.metadata = metadata;
        return draft.build();
    }
}
