package io.vagus.jetstream.consumer;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer is told to be: the members of nats-server's consumer configuration. Immutable. Durations are nanoseconds;
 * 0 and the empty string stand for "not set". {@link ConsumerConfigJson} reads and writes it, {@link ConsumerConfigRules} says
 * what may stand in it.
 */
public record ConsumerConfig(
        String durable,
        String name,
        String description,
        DeliverPolicy deliverPolicy,
        long startSequence,
        @Nullable Instant startTime,
        AckPolicy ackPolicy,
        long ackWaitNanos,
        long maxDeliver,
        List<Long> backoffNanos,
        String filterSubject,
        List<String> filterSubjects,
        ReplayPolicy replayPolicy,
        long rateLimitBitsPerSecond,
        String sampleFrequency,
        long maxWaiting,
        long maxAckPending,
        boolean flowControl,
        boolean headersOnly,
        long maxRequestBatch,
        long maxRequestExpiresNanos,
        long maxRequestBytes,
        String deliverSubject,
        String deliverGroup,
        long heartbeatNanos,
        long inactiveThresholdNanos,
        int replicas,
        boolean memoryStorage,
        boolean direct,
        boolean sourcing,
        Map<String, String> metadata,
        @Nullable Instant pauseUntil,
        List<String> priorityGroups,
        PriorityPolicy priorityPolicy,
        long pinnedTtlNanos) {

    /** Where delivery starts. */
    public enum DeliverPolicy {
        ALL,
        LAST,
        NEW,
        BY_START_SEQUENCE,
        BY_START_TIME,
        LAST_PER_SUBJECT;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What an acknowledgement settles. */
    public enum AckPolicy {
        /** Nothing has to be acknowledged. */
        NONE,
        /** A message and all before it. */
        ALL,
        /** That message. */
        EXPLICIT,
        /** All up to what an answer to a flow control request names. */
        FLOW_CONTROL;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How fast what is stored is delivered. */
    public enum ReplayPolicy {
        INSTANT,
        /** With the pauses that were between the messages. */
        ORIGINAL;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who of those that pull is served (ADR-42). */
    public enum PriorityPolicy {
        NONE,
        /** Some only when the others fall behind. */
        OVERFLOW,
        /** One at a time, until it goes silent. */
        PINNED_CLIENT,
        /** Lower numbers first. */
        PRIORITIZED;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether messages are pushed to a subject, rather than asked for. */
    public boolean isPush() {
        return !deliverSubject.isEmpty();
    }

    /** Whether it stays when nobody uses it. */
    public boolean isDurable() {
        return !durable.isEmpty();
    }

    /** The filters, one or several; empty for all messages. */
    public List<String> filters() {
        return filterSubject.isEmpty() ? filterSubjects : List.of(filterSubject);
    }

    /** Whether deliveries wait for an acknowledgement. */
    public boolean tracksPending() {
        return ackPolicy != AckPolicy.NONE;
    }

    /** A changeable copy. */
    public Draft draft() {
        Draft draft = new Draft();
        draft.durable = durable;
        draft.name = name;
        draft.description = description;
        draft.deliverPolicy = deliverPolicy;
        draft.startSequence = startSequence;
        draft.startTime = startTime;
        draft.ackPolicy = ackPolicy;
        draft.ackWaitNanos = ackWaitNanos;
        draft.maxDeliver = maxDeliver;
        draft.backoffNanos = backoffNanos;
        draft.filterSubject = filterSubject;
        draft.filterSubjects = filterSubjects;
        draft.replayPolicy = replayPolicy;
        draft.rateLimitBitsPerSecond = rateLimitBitsPerSecond;
        draft.sampleFrequency = sampleFrequency;
        draft.maxWaiting = maxWaiting;
        draft.maxAckPending = maxAckPending;
        draft.flowControl = flowControl;
        draft.headersOnly = headersOnly;
        draft.maxRequestBatch = maxRequestBatch;
        draft.maxRequestExpiresNanos = maxRequestExpiresNanos;
        draft.maxRequestBytes = maxRequestBytes;
        draft.deliverSubject = deliverSubject;
        draft.deliverGroup = deliverGroup;
        draft.heartbeatNanos = heartbeatNanos;
        draft.inactiveThresholdNanos = inactiveThresholdNanos;
        draft.replicas = replicas;
        draft.memoryStorage = memoryStorage;
        draft.direct = direct;
        draft.sourcing = sourcing;
        draft.metadata = metadata;
        draft.pauseUntil = pauseUntil;
        draft.priorityGroups = priorityGroups;
        draft.priorityPolicy = priorityPolicy;
        draft.pinnedTtlNanos = pinnedTtlNanos;
        return draft;
    }

    /** A configuration in the making. Not for sharing. */
    public static final class Draft {
        public String durable = "";
        public String name = "";
        public String description = "";
        public DeliverPolicy deliverPolicy = DeliverPolicy.ALL;
        public long startSequence;
        public @Nullable Instant startTime;
        public AckPolicy ackPolicy = AckPolicy.NONE;
        public long ackWaitNanos;
        public long maxDeliver;
        public List<Long> backoffNanos = List.of();
        public String filterSubject = "";
        public List<String> filterSubjects = List.of();
        public ReplayPolicy replayPolicy = ReplayPolicy.INSTANT;
        public long rateLimitBitsPerSecond;
        public String sampleFrequency = "";
        public long maxWaiting;
        public long maxAckPending;
        public boolean flowControl;
        public boolean headersOnly;
        public long maxRequestBatch;
        public long maxRequestExpiresNanos;
        public long maxRequestBytes;
        public String deliverSubject = "";
        public String deliverGroup = "";
        public long heartbeatNanos;
        public long inactiveThresholdNanos;
        public int replicas;
        public boolean memoryStorage;
        public boolean direct;
        public boolean sourcing;
        public Map<String, String> metadata = Map.of();
        public @Nullable Instant pauseUntil;
        public List<String> priorityGroups = List.of();
        public PriorityPolicy priorityPolicy = PriorityPolicy.NONE;
        public long pinnedTtlNanos;

        /** The finished configuration. */
        public ConsumerConfig build() {
            return new ConsumerConfig(
                    durable,
                    name,
                    description,
                    deliverPolicy,
                    startSequence,
                    startTime,
                    ackPolicy,
                    ackWaitNanos,
                    maxDeliver,
                    List.copyOf(backoffNanos),
                    filterSubject,
                    List.copyOf(filterSubjects),
                    replayPolicy,
                    rateLimitBitsPerSecond,
                    sampleFrequency,
                    maxWaiting,
                    maxAckPending,
                    flowControl,
                    headersOnly,
                    maxRequestBatch,
                    maxRequestExpiresNanos,
                    maxRequestBytes,
                    deliverSubject,
                    deliverGroup,
                    heartbeatNanos,
                    inactiveThresholdNanos,
                    replicas,
                    memoryStorage,
                    direct,
                    sourcing,
                    Map.copyOf(metadata),
                    pauseUntil,
                    List.copyOf(priorityGroups),
                    priorityPolicy,
                    pinnedTtlNanos);
        }
    }
}
