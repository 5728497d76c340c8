package io.vagus.jetstream.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is told to be: the members of nats-server's stream configuration (ADR-37 and those behind it). Immutable.
 *
 * <p>A limit of -1 is no limit; durations are nanoseconds, 0 for none. Numbers that Go has unsigned are the bits of a long.
 * {@link StreamConfigJson} reads and writes it; {@code io.vagus.jetstream.stream.StreamConfigRules} says what may stand in it.
 */
public record StreamConfig(
        String name,
        String description,
        List<String> subjects,
        Retention retention,
        long maxConsumers,
        long maxMessages,
        long maxBytes,
        long maxAgeNanos,
        long maxMessagesPerSubject,
        int maxMessageBytes,
        Discard discard,
        Storage storage,
        int replicas,
        boolean noAck,
        long duplicateWindowNanos,
        @Nullable Placement placement,
        @Nullable StreamSource mirror,
        List<StreamSource> sources,
        Compression compression,
        long firstSequence,
        @Nullable SubjectTransformConfig subjectTransform,
        @Nullable Republish republish,
        boolean allowDirect,
        boolean mirrorDirect,
        boolean discardNewPerSubject,
        boolean sealed,
        boolean denyDelete,
        boolean denyPurge,
        boolean allowRollup,
        ConsumerLimits consumerLimits,
        boolean allowMessageTtl,
        long subjectDeleteMarkerTtlNanos,
        boolean allowCounter,
        boolean allowAtomic,
        boolean allowSchedules,
        PersistMode persistMode,
        boolean allowBatched,
        Map<String, String> metadata) {

    /** When messages go: by limits, when all consumers acknowledged, or when one did. */
    public enum Retention {
        LIMITS,
        INTEREST,
        WORK_QUEUE;

        /** The word on the wire. */
        public String label() {
            return this == WORK_QUEUE ? "workqueue" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What happens at a limit: the oldest go, or the new one is refused. */
    public enum Discard {
        OLD,
        NEW;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where messages are kept. */
    public enum Storage {
        FILE,
        MEMORY;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How blocks on disk are compressed. */
    public enum Compression {
        NONE,
        S2;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether an acknowledgement waits for the disk. */
    public enum PersistMode {
        DEFAULT,
        ASYNC;

        /** The word on the wire. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where a stream should be placed. */
    public record Placement(String cluster, List<String> tags, String preferred) {
        boolean isEmpty() {
            return cluster.isEmpty() && tags.isEmpty() && preferred.isEmpty();
        }
    }

    /** One rule that rewrites subjects (ADR-36). */
    public record SubjectTransformConfig(String source, String destination) {}

    /** What is published again once it is stored (ADR-28). */
    public record Republish(String source, String destination, boolean headersOnly) {}

    /** Defaults and caps for the stream's consumers. */
    public record ConsumerLimits(long inactiveThresholdNanos, long maxAckPending) {
        public static final ConsumerLimits NONE = new ConsumerLimits(0, 0);

        /** By hand: a record's own has to be made as it is first asked for, which takes the JVM many milliseconds. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ConsumerLimits(long inactive, long pending)
                    && inactive == inactiveThresholdNanos
                    && pending == maxAckPending;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(31 * inactiveThresholdNanos + maxAckPending);
        }
    }

    /** Whether messages come from another stream alone. */
    public boolean isMirror() {
        return mirror != null;
    }

    /** A changeable copy. */
    public Draft draft() {
        Draft draft = new Draft();
        draft.copyFrom(this);
        return draft;
    }

    /** A configuration in the making. Not for sharing. */
    public static final class Draft {
        public String name = "";
        public String description = "";
        public List<String> subjects = List.of();
        public Retention retention = Retention.LIMITS;
        public long maxConsumers;
        public long maxMessages;
        public long maxBytes;
        public long maxAgeNanos;
        public long maxMessagesPerSubject;
        public int maxMessageBytes;
        public Discard discard = Discard.OLD;
        public Storage storage = Storage.FILE;
        public int replicas;
        public boolean noAck;
        public long duplicateWindowNanos;
        public @Nullable Placement placement;
        public @Nullable StreamSource mirror;
        public List<StreamSource> sources = List.of();
        public Compression compression = Compression.NONE;
        public long firstSequence;
        public @Nullable SubjectTransformConfig subjectTransform;
        public @Nullable Republish republish;
        public boolean allowDirect;
        public boolean mirrorDirect;
        public boolean discardNewPerSubject;
        public boolean sealed;
        public boolean denyDelete;
        public boolean denyPurge;
        public boolean allowRollup;
        public ConsumerLimits consumerLimits = ConsumerLimits.NONE;
        public boolean allowMessageTtl;
        public long subjectDeleteMarkerTtlNanos;
        public boolean allowCounter;
        public boolean allowAtomic;
        public boolean allowSchedules;
        public PersistMode persistMode = PersistMode.DEFAULT;
        public boolean allowBatched;
        public Map<String, String> metadata = Map.of();

        void copyFrom(StreamConfig from) {
            name = from.name();
            description = from.description();
            subjects = from.subjects();
            retention = from.retention();
            maxConsumers = from.maxConsumers();
            maxMessages = from.maxMessages();
            maxBytes = from.maxBytes();
            maxAgeNanos = from.maxAgeNanos();
            maxMessagesPerSubject = from.maxMessagesPerSubject();
            maxMessageBytes = from.maxMessageBytes();
            discard = from.discard();
            storage = from.storage();
            replicas = from.replicas();
            noAck = from.noAck();
            duplicateWindowNanos = from.duplicateWindowNanos();
            placement = from.placement();
            mirror = from.mirror();
            sources = from.sources();
            compression = from.compression();
            firstSequence = from.firstSequence();
            subjectTransform = from.subjectTransform();
            republish = from.republish();
            allowDirect = from.allowDirect();
            mirrorDirect = from.mirrorDirect();
            discardNewPerSubject = from.discardNewPerSubject();
            sealed = from.sealed();
            denyDelete = from.denyDelete();
            denyPurge = from.denyPurge();
            allowRollup = from.allowRollup();
            consumerLimits = from.consumerLimits();
            allowMessageTtl = from.allowMessageTtl();
            subjectDeleteMarkerTtlNanos = from.subjectDeleteMarkerTtlNanos();
            allowCounter = from.allowCounter();
            allowAtomic = from.allowAtomic();
            allowSchedules = from.allowSchedules();
            persistMode = from.persistMode();
            allowBatched = from.allowBatched();
            metadata = from.metadata();
        }

        /** The finished configuration. */
        public StreamConfig build() {
            return new StreamConfig(
                    name,
                    description,
                    List.copyOf(subjects),
                    retention,
                    maxConsumers,
                    maxMessages,
                    maxBytes,
                    maxAgeNanos,
                    maxMessagesPerSubject,
                    maxMessageBytes,
                    discard,
                    storage,
                    replicas,
                    noAck,
                    duplicateWindowNanos,
                    placement,
                    mirror,
                    List.copyOf(sources),
                    compression,
                    firstSequence,
                    subjectTransform,
                    republish,
                    allowDirect,
                    mirrorDirect,
                    discardNewPerSubject,
                    sealed,
                    denyDelete,
                    denyPurge,
                    allowRollup,
                    consumerLimits,
                    allowMessageTtl,
                    subjectDeleteMarkerTtlNanos,
                    allowCounter,
                    allowAtomic,
                    allowSchedules,
                    persistMode,
                    allowBatched,
                    metadata);
        }

        /** Removes a placement that says nothing. */
        public void dropEmptyPlacement() {
            if (placement != null && placement.isEmpty()) {
                placement = null;
            }
        }
    }
}
