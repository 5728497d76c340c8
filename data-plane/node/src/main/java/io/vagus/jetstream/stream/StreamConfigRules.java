package io.vagus.jetstream.stream;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.GoDurations;
import io.vagus.jetstream.api.StreamConfig;
import io.vagus.jetstream.api.StreamConfig.Discard;
import io.vagus.jetstream.api.StreamConfig.PersistMode;
import io.vagus.jetstream.api.StreamConfig.Retention;
import io.vagus.jetstream.api.StreamConfig.Storage;
import io.vagus.jetstream.api.StreamConfig.SubjectTransformConfig;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectTransform;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in a stream's configuration, what is filled in, and what may become of it later; in nats-server's order, with
 * its errors. Pure: other streams of the account are asked for through {@link Surroundings}.
 */
public final class StreamConfigRules {
    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 4 * 1024;
    private static final int MAX_METADATA = 128 * 1024;
    private static final int MAX_REPLICAS = 5;
    private static final long SHORTEST_NANOS = 100_000_000L;
    private static final long DEFAULT_WINDOW_NANOS = 120_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private StreamConfigRules() {}

    /** What is around the stream. */
    public interface Surroundings {
        /** The configuration of another stream of the account. */
        @Nullable
        StreamConfig find(String stream);

        /** The longest window the server allows; 0 for any. */
        long maxDuplicateWindowNanos();

        /** The largest {@code max_bytes} the account allows for this kind of storage; 0 for any. */
        long maxStreamBytes(Storage storage);

        /** Whether the account wants every stream limited. */
        boolean isMaxBytesRequired();
    }

    /** A configuration with everything filled in, or why there can be none. */
    public record Outcome(
            @Nullable StreamConfig config, @Nullable ApiError error) {
        static Outcome of(StreamConfig config) {
            return new Outcome(config, null);
        }

        static Outcome refused(ApiError error) {
            return new Outcome(null, error);
        }
    }

    /**
     * Sequences are signed here: a stream that begins at most here never comes to their end. To nats-server they are not, and a stream may
     * begin with any.
     */
    private static final long HIGHEST_FIRST_SEQUENCE = 1L << 62;

    /** Thrown inside, at the first thing that is wrong. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ApiError error;

        Refused(ApiError error) {
            super(error.description(), null, false, false);
            this.error = error;
        }
    }

    static RuntimeException invalid(String why) {
        return new Refused(ErrorCode.STREAM_INVALID_CONFIG_F.error(why));
    }

    static RuntimeException refused(ApiError error) {
        return new Refused(error);
    }

    private static RuntimeException pedantic(String why) {
        return new Refused(ErrorCode.PEDANTIC.error(why));
    }

    /** Checks and completes a configuration. */
    public static Outcome check(StreamConfig wanted, Surroundings surroundings, boolean pedantic) {
        try {
            return Outcome.of(checked(wanted, surroundings, pedantic));
        } catch (Refused refused) {
            return Outcome.refused(refused.error);
        }
    }

    /** Whether a name is one that a stream or consumer may have. */
    static boolean isAssetName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (" \t\r\n\f.*>\\/".indexOf(c) >= 0 || c == 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static StreamConfig checked(StreamConfig wanted, Surroundings surroundings, boolean pedantic) {
        names(wanted);
        StreamConfig.Draft draft = wanted.draft();
        if (draft.firstSequence < 0 || draft.firstSequence > HIGHEST_FIRST_SEQUENCE) {
            throw invalid("first sequence must not be above " + HIGHEST_FIRST_SEQUENCE);
        }
        if (draft.replicas == 0) {
            draft.replicas = 1;
        }
        if (draft.replicas > MAX_REPLICAS) {
            throw invalid("maximum replicas is " + MAX_REPLICAS);
        }
        if (draft.replicas < 0) {
            throw refused(ErrorCode.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.error());
        }
        limits(draft, pedantic);
        times(draft, surroundings, pedantic);
        if (draft.denyPurge && draft.allowRollup) {
            throw invalid("roll-ups require the purge permission");
        }
        counter(draft);
        perSubject(draft);
        ttlAndSchedules(draft, pedantic);
        persistence(draft);
        RelationRules.check(draft, surroundings, pedantic);
        subjects(draft);
        long most = surroundings.maxStreamBytes(draft.storage);
        if (surroundings.isMaxBytesRequired() && draft.maxBytes <= 0) {
            throw refused(ErrorCode.STREAM_MAX_BYTES_REQUIRED.error());
        }
        if (most > 0 && draft.maxBytes > most) {
            throw refused(ErrorCode.STREAM_MAX_STREAM_BYTES_EXCEEDED.error());
        }
        transform(draft);
        republish(draft, pedantic);
        draft.dropEmptyPlacement();
        if (draft.placement != null && !draft.placement.preferred().isEmpty()) {
            throw invalid("preferred server not permitted in placement");
        }
        return draft.build();
    }

    private static void names(StreamConfig wanted) {
        if (!isAssetName(wanted.name())) {
            throw invalid("stream name is required and can not contain '.', '*', '>', '\\', '/'");
        }
        if (wanted.name().length() > MAX_NAME) {
            throw invalid("stream name is too long, maximum allowed is " + MAX_NAME);
        }
        if (wanted.description().length() > MAX_DESCRIPTION) {
            throw invalid("stream description is too long, maximum allowed is " + MAX_DESCRIPTION);
        }
        int metadata = 0;
        for (Map.Entry<String, String> each : wanted.metadata().entrySet()) {
            metadata += each.getKey().length() + each.getValue().length();
        }
        if (metadata > MAX_METADATA) {
            throw invalid("stream metadata exceeds maximum size of " + MAX_METADATA + " bytes");
        }
    }

    private static long unlimited(long value, String name, boolean pedantic) {
        if (pedantic && value < -1) {
            throw pedantic(name + " must be set to -1");
        }
        return value == 0 || value < -1 ? -1 : value;
    }

    private static void limits(StreamConfig.Draft draft, boolean pedantic) {
        draft.maxMessages = unlimited(draft.maxMessages, "max_msgs", pedantic);
        draft.maxMessagesPerSubject = unlimited(draft.maxMessagesPerSubject, "max_msgs_per_subject", pedantic);
        draft.maxBytes = unlimited(draft.maxBytes, "max_bytes", pedantic);
        draft.maxMessageBytes = (int) unlimited(draft.maxMessageBytes, "max_msg_size", pedantic);
        draft.maxConsumers = unlimited(draft.maxConsumers, "max_consumers", pedantic);
        if (draft.maxAgeNanos < 0) {
            throw invalid("max age can not be negative");
        }
        if (draft.maxAgeNanos != 0 && draft.maxAgeNanos < SHORTEST_NANOS) {
            throw invalid("max age needs to be >= 100ms");
        }
    }

    private static void times(StreamConfig.Draft draft, Surroundings surroundings, boolean pedantic) {
        long most = surroundings.maxDuplicateWindowNanos();
        if (draft.duplicateWindowNanos == 0 && draft.mirror == null && draft.sources.isEmpty()) {
            long window = DEFAULT_WINDOW_NANOS;
            if (most > 0 && window > most) {
                if (pedantic) {
                    throw pedantic("duplicate window limits are higher than current limits");
                }
                window = most;
            }
            if (draft.maxAgeNanos != 0 && draft.maxAgeNanos < window) {
                if (pedantic) {
                    throw pedantic("duplicate window cannot be bigger than max age");
                }
                window = draft.maxAgeNanos;
            }
            draft.duplicateWindowNanos = window;
        }
        long window = draft.duplicateWindowNanos;
        if (window < 0) {
            throw invalid("duplicates window can not be negative");
        }
        if (draft.maxAgeNanos != 0 && window > draft.maxAgeNanos) {
            throw invalid("duplicates window can not be larger then max age");
        }
        if (most > 0 && window > most) {
            throw invalid("duplicates window can not be larger then server limit of " + GoDurations.text(most));
        }
        if (window > 0 && window < SHORTEST_NANOS) {
            throw invalid("duplicates window needs to be >= 100ms");
        }
    }

    private static void counter(StreamConfig.Draft draft) {
        if (!draft.allowCounter) {
            return;
        }
        if (draft.discard == Discard.NEW) {
            throw invalid("counter stream cannot use discard new");
        }
        if (draft.allowMessageTtl) {
            throw invalid("counter stream cannot use message TTLs");
        }
        if (draft.allowSchedules) {
            throw invalid("counter stream cannot use message schedules");
        }
        if (draft.retention != Retention.LIMITS) {
            throw invalid("counter stream can only use limits retention");
        }
    }

    private static void perSubject(StreamConfig.Draft draft) {
        if (!draft.discardNewPerSubject) {
            return;
        }
        if (draft.discard != Discard.NEW) {
            throw invalid("discard new per subject requires discard new policy to be set");
        }
        if (draft.maxMessagesPerSubject <= 0) {
            throw invalid("discard new per subject requires max msgs per subject > 0");
        }
    }

    private static void ttlAndSchedules(StreamConfig.Draft draft, boolean pedantic) {
        if (draft.subjectDeleteMarkerTtlNanos > 0) {
            if (draft.subjectDeleteMarkerTtlNanos < SECOND) {
                throw invalid("subject delete marker TTL must be at least 1 second");
            }
            if (!draft.allowMessageTtl) {
                if (pedantic) {
                    throw invalid("subject delete marker cannot be set if message TTLs are disabled");
                }
                draft.allowMessageTtl = true;
            }
            if (!draft.allowRollup) {
                if (pedantic) {
                    throw invalid("subject delete marker cannot be set if roll-ups are disabled");
                }
                draft.allowRollup = true;
                draft.denyPurge = false;
            }
        } else if (draft.subjectDeleteMarkerTtlNanos < 0) {
            throw invalid("subject delete marker TTL must not be negative");
        }
        if (draft.allowSchedules) {
            if (draft.discard == Discard.NEW) {
                throw invalid("message scheduling cannot use discard new");
            }
            if (!draft.allowRollup) {
                if (pedantic) {
                    throw invalid("message scheduling cannot be set if roll-ups are disabled");
                }
                draft.allowRollup = true;
                draft.denyPurge = false;
            }
        }
    }

    private static void persistence(StreamConfig.Draft draft) {
        if (draft.persistMode != PersistMode.ASYNC) {
            return;
        }
        if (draft.storage != Storage.FILE) {
            throw invalid("async persist mode is only supported on file storage");
        }
        if (draft.replicas > 1) {
            throw invalid("async persist mode is not supported on replicated streams");
        }
        if (draft.allowAtomic) {
            throw invalid("async persist mode is not supported with atomic batch publish");
        }
    }

    private static void subjects(StreamConfig.Draft draft) {
        if (draft.subjects.isEmpty()) {
            if (draft.mirror == null && draft.sources.isEmpty()) {
                draft.subjects = List.of(draft.name);
            }
            return;
        }
        if (draft.mirror != null) {
            throw refused(ErrorCode.MIRROR_WITH_SUBJECTS.error());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < draft.subjects.size(); i++) {
            String subject = draft.subjects.get(i);
            if (!SubjectFilters.isValid(subject)) {
                throw invalid("invalid subject");
            }
            if (!seen.add(subject)) {
                throw invalid("duplicate subjects detected");
            }
            reserved(subject, draft);
            for (String other : draft.subjects.subList(i + 1, draft.subjects.size())) {
                if (SubjectFilters.collide(other, subject) && !other.equals(subject)) {
                    throw invalid("subject \"" + subject + "\" overlaps with \"" + other + "\"");
                }
                if (other.equals(subject)) {
                    throw invalid("subject \"" + subject + "\" overlaps with \"" + other + "\"");
                }
            }
        }
    }

    private static void reserved(String subject, StreamConfig.Draft draft) {
        if (subject.equals(">")) {
            if (!draft.noAck) {
                throw invalid("capturing all subjects requires no-ack to be true");
            }
            if (draft.replicas != 1) {
                throw invalid("capturing all subjects requires replicas of 1");
            }
        }
        if (draft.noAck) {
            return;
        }
        for (String space : List.of("$JS.>", "$JSC.>", "$NRG.>")) {
            if (SubjectFilters.collide(subject, space) && !SubjectFilters.isSubset(subject, "$JS.EVENT.>")) {
                throw invalid("subjects that overlap with jetstream api require no-ack to be true");
            }
        }
        if (SubjectFilters.collide(subject, "$SYS.>") && !SubjectFilters.isSubset(subject, "$SYS.ACCOUNT.>")) {
            throw invalid("subjects that overlap with system api require no-ack to be true");
        }
    }

    private static void transform(StreamConfig.Draft draft) {
        SubjectTransformConfig transform = draft.subjectTransform;
        if (transform == null) {
            return;
        }
        if (!transform.source().isEmpty() && !SubjectFilters.isValid(transform.source())) {
            throw refused(ErrorCode.STREAM_TRANSFORM_INVALID_SOURCE.error("invalid subject " + transform.source()));
        }
        try {
            SubjectTransform.validateMapping(transform.source(), transform.destination());
        } catch (InvalidTransformException e) {
            throw refused(ErrorCode.STREAM_TRANSFORM_INVALID_DESTINATION.error(String.valueOf(e.getMessage())));
        }
    }

    private static void republish(StreamConfig.Draft draft, boolean pedantic) {
        StreamConfig.Republish republish = draft.republish;
        if (republish == null) {
            return;
        }
        String source = republish.source();
        String destination = republish.destination();
        if (source.isEmpty()) {
            if (pedantic) {
                throw pedantic("republish source can not be empty");
            }
            source = ">";
        }
        SubjectTransformConfig transform = draft.subjectTransform;
        if (destination.equals(">")
                && source.equals(">")
                && transform != null
                && draft.subjects.size() == 1
                && transform.source().equals(draft.subjects.getFirst())) {
            if (pedantic) {
                throw pedantic("implicit republish based on subject transform");
            }
            source = transform.destination();
            destination = transform.destination();
        }
        for (String subject : draft.subjects) {
            if (SubjectFilters.collide(destination, subject)) {
                throw invalid("stream configuration for republish destination forms a cycle");
            }
        }
        try {
            SubjectTransform.parse(source, destination);
        } catch (InvalidTransformException e) {
            throw invalid("stream configuration for republish with transform from '" + source + "' to '" + destination
                    + "' not valid");
        }
        draft.republish = new StreamConfig.Republish(source, destination, republish.headersOnly());
    }

    /** Checks what a stream may become, and completes it. Limits of the account come behind it. */
    public static Outcome checkUpdate(
            StreamConfig old, StreamConfig wanted, Surroundings surroundings, boolean standalone, boolean pedantic) {
        try {
            StreamConfig config = checked(wanted, surroundings, pedantic);
            if (standalone && config.replicas() > 1 && config.name().equals(old.name())) {
                throw refused(ErrorCode.STREAM_REPLICAS_NOT_SUPPORTED.error());
            }
            updatable(old, config);
            if (!config.sealed()) {
                return Outcome.of(config);
            }
            StreamConfig.Draft sealed = config.draft();
            sealed.maxAgeNanos = 0;
            sealed.discard = Discard.NEW;
            sealed.denyDelete = true;
            sealed.denyPurge = true;
            sealed.allowRollup = false;
            return Outcome.of(sealed.build());
        } catch (Refused refused) {
            return Outcome.refused(refused.error);
        }
    }

    private static void updatable(StreamConfig old, StreamConfig config) {
        if (!config.name().equals(old.name())) {
            throw invalid("stream configuration name must match original");
        }
        if (config.storage() != old.storage()) {
            throw invalid("stream configuration update can not change storage type");
        }
        if (config.retention() != old.retention()
                && (old.retention() == Retention.WORK_QUEUE || config.retention() == Retention.WORK_QUEUE)) {
            throw invalid("stream configuration update can not change retention policy to/from workqueue");
        }
        if (old.sealed() && !config.sealed()) {
            throw invalid("stream configuration update can not unseal a sealed stream");
        }
        if (old.denyDelete() && !config.denyDelete()) {
            throw invalid("stream configuration update can not cancel deny message deletes");
        }
        if (old.denyPurge() && !config.denyPurge()) {
            throw invalid("stream configuration update can not cancel deny purge");
        }
        if (config.mirror() != null && !config.mirror().equals(old.mirror())) {
            throw refused(ErrorCode.STREAM_MIRROR_NOT_UPDATABLE.error());
        }
        if (old.allowMessageTtl() && !config.allowMessageTtl()) {
            throw invalid("message TTL status can not be disabled");
        }
        if (config.allowCounter() != old.allowCounter()) {
            throw invalid("stream configuration update can not change message counter setting");
        }
        if (old.allowSchedules() && !config.allowSchedules()) {
            throw invalid("message schedules can not be disabled");
        }
        if (config.persistMode() != old.persistMode()) {
            throw invalid("stream configuration update can not change persist mode");
        }
    }
}
