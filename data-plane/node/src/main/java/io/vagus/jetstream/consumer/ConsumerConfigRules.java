package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.PriorityPolicy;
import io.vagus.jetstream.consumer.StreamTerms.Retention;
import io.vagus.subject.Pattern;
import io.vagus.subject.Subjects;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand in a consumer's configuration, in nats-server's order and with its errors. */
final class ConsumerConfigRules {

    static final int MAX_NAME_BYTES = 255;
    private static final int MAX_DESCRIPTION_BYTES = 4 * 1024;
    private static final int MAX_METADATA_BYTES = 128 * 1024;
    private static final int MAX_GROUP_NAME = 16;
    private static final long SMALLEST_HEARTBEAT_NANOS = 100_000_000;
    private static final long SMALLEST_EXPIRES_NANOS = 1_000_000;

    private ConsumerConfigRules() {}

    /** Null when the configuration, defaults filled in, may be used on a stream with these terms. */
    static @Nullable ApiError check(ConsumerConfig config, StreamTerms terms) {
        ApiError error = checkIdentity(config, terms);
        error = error != null ? error : checkAcknowledgement(config);
        error = error != null ? error : checkKind(config, terms);
        error = error != null ? error : checkLimits(config, terms);
        error = error != null ? error : checkFilters(config);
        error = error != null ? error : checkStart(config);
        error = error != null ? error : checkRest(config);
        return error != null ? error : checkPriority(config);
    }

    private static @Nullable ApiError checkIdentity(ConsumerConfig config, StreamTerms terms) {
        if (!config.name().isEmpty() && !isAssetName(config.name())) {
            return ErrorCode.STREAM_INVALID_CONFIG_F.error("consumer name can not contain '.', '*', '>', '\\', '/'");
        }
        if (!config.durable().isEmpty() && !isAssetName(config.durable())) {
            return ErrorCode.STREAM_INVALID_CONFIG_F.error(
                    "consumer durable name can not contain '.', '*', '>', '\\', '/'");
        }
        if (config.replicas() > 0 && config.replicas() > terms.replicas()) {
            return ErrorCode.CONSUMER_REPLICAS_EXCEEDS_STREAM.error();
        }
        if (config.replicas() < 0) {
            return ErrorCode.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.error();
        }
        if (terms.retention() != Retention.LIMITS && config.replicas() != 0 && config.replicas() != terms.replicas()) {
            return ErrorCode.CONSUMER_REPLICAS_SHOULD_MATCH_STREAM.error();
        }
        return null;
    }

    /** Whether a stream or consumer may have this name. */
    static boolean isAssetName(String name) {
        if (name.isEmpty()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (" \t\r\n\f.*>\\/".indexOf(name.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable ApiError checkAcknowledgement(ConsumerConfig config) {
        for (long backoff : config.backoffNanos()) {
            if (backoff < 0) {
                return ErrorCode.CONSUMER_BACK_OFF_NEGATIVE.error();
            }
        }
        if (config.ackWaitNanos() < 0) {
            return ErrorCode.CONSUMER_ACK_WAIT_NEGATIVE.error();
        }
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
            ApiError error = checkFlowControlPolicy(config);
            if (error != null) {
                return error;
            }
        }
        int steps = config.backoffNanos().size();
        if (steps > 0 && config.maxDeliver() != -1 && steps > config.maxDeliver()) {
            return ErrorCode.CONSUMER_MAX_DELIVER_BACKOFF.error();
        }
        if (config.description().getBytes(UTF_8).length > MAX_DESCRIPTION_BYTES) {
            return ErrorCode.CONSUMER_DESCRIPTION_TOO_LONG.error(MAX_DESCRIPTION_BYTES);
        }
        return null;
    }

    private static @Nullable ApiError checkFlowControlPolicy(ConsumerConfig config) {
        if (!config.isPush()) {
            return ErrorCode.CONSUMER_ACK_FC_REQUIRES_PUSH.error();
        }
        if (!config.flowControl()) {
            return ErrorCode.CONSUMER_ACK_FC_REQUIRES_FC.error();
        }
        if (config.heartbeatNanos() != ConsumerDefaults.SOURCE_HEARTBEAT_NANOS) {
            return ErrorCode.STREAM_INVALID_CONFIG_F.error("flow control ack policy heartbeat needs to be 1s");
        }
        if (config.maxAckPending() <= 0) {
            return ErrorCode.CONSUMER_ACK_FC_REQUIRES_MAX_ACK_PENDING.error();
        }
        if (config.ackWaitNanos() != 0 || !config.backoffNanos().isEmpty()) {
            return ErrorCode.CONSUMER_ACK_FC_REQUIRES_NO_ACK_WAIT.error();
        }
        return config.maxDeliver() > 0 ? ErrorCode.CONSUMER_ACK_FC_REQUIRES_NO_MAX_DELIVER.error() : null;
    }

    private static @Nullable ApiError checkKind(ConsumerConfig config, StreamTerms terms) {
        return config.isPush() ? checkPush(config, terms) : checkPull(config, terms);
    }

    private static @Nullable ApiError checkPush(ConsumerConfig config, StreamTerms terms) {
        byte[] subject = config.deliverSubject().getBytes(UTF_8);
        if (Subjects.hasWildcard(subject)) {
            return ErrorCode.CONSUMER_DELIVER_TO_WILDCARDS.error();
        }
        if (!Subjects.isValidPattern(subject)) {
            return ErrorCode.CONSUMER_INVALID_DELIVER_SUBJECT.error();
        }
        Pattern deliver = Pattern.of(config.deliverSubject());
        for (String each : terms.subjects()) {
            if (deliver.isWithin(Pattern.of(each))) {
                return ErrorCode.CONSUMER_DELIVER_CYCLE.error();
            }
        }
        if (config.maxWaiting() != 0) {
            return ErrorCode.CONSUMER_PUSH_MAX_WAITING.error();
        }
        if (config.maxAckPending() > 0 && config.ackPolicy() == AckPolicy.NONE) {
            return ErrorCode.CONSUMER_MAX_PENDING_ACK_POLICY_REQUIRED.error();
        }
        if (config.heartbeatNanos() > 0 && config.heartbeatNanos() < SMALLEST_HEARTBEAT_NANOS) {
            return ErrorCode.CONSUMER_SMALL_HEARTBEAT.error();
        }
        return null;
    }

    private static @Nullable ApiError checkPull(ConsumerConfig config, StreamTerms terms) {
        if (config.ackPolicy() == AckPolicy.NONE && terms.retention() == Retention.WORK_QUEUE) {
            return ErrorCode.CONSUMER_PULL_REQUIRES_ACK.error();
        }
        if (config.rateLimitBitsPerSecond() != 0) {
            return ErrorCode.CONSUMER_PULL_WITH_RATE_LIMIT.error();
        }
        if (config.maxWaiting() < 0) {
            return ErrorCode.CONSUMER_MAX_WAITING_NEGATIVE.error();
        }
        if (config.heartbeatNanos() > 0) {
            return ErrorCode.CONSUMER_HB_REQUIRES_PUSH.error();
        }
        if (config.flowControl()) {
            return ErrorCode.CONSUMER_FC_REQUIRES_PUSH.error();
        }
        if (config.maxRequestBatch() < 0) {
            return ErrorCode.CONSUMER_MAX_REQUEST_BATCH_NEGATIVE.error();
        }
        if (config.maxRequestExpiresNanos() != 0 && config.maxRequestExpiresNanos() < SMALLEST_EXPIRES_NANOS) {
            return ErrorCode.CONSUMER_MAX_REQUEST_EXPIRES_TOO_SMALL.error();
        }
        int batchLimit = terms.serverLimits().maxRequestBatch();
        if (batchLimit > 0 && config.maxRequestBatch() > batchLimit) {
            return ErrorCode.CONSUMER_MAX_REQUEST_BATCH_EXCEEDED_F.error(batchLimit);
        }
        return null;
    }

    private static @Nullable ApiError checkLimits(ConsumerConfig config, StreamTerms terms) {
        long[] ackLimits = {
            terms.serverLimits().maxAckPending(),
            terms.accountLimits().maxAckPending(),
            terms.consumerLimits().maxAckPending()
        };
        for (long limit : ackLimits) {
            if (limit > 0 && config.maxAckPending() > limit) {
                return ErrorCode.CONSUMER_MAX_PENDING_ACK_EXCESS.error(limit);
            }
        }
        long threshold = terms.consumerLimits().inactiveThresholdNanos();
        if (threshold > 0 && config.inactiveThresholdNanos() > threshold) {
            return ErrorCode.CONSUMER_INACTIVE_THRESHOLD_EXCESS.error(GoDuration.text(threshold));
        }
        if (config.direct()) {
            if (!config.isPush()) {
                return ErrorCode.CONSUMER_DIRECT_REQUIRES_PUSH.error();
            }
            if (config.isDurable()) {
                return ErrorCode.CONSUMER_DIRECT_REQUIRES_EPHEMERAL.error();
            }
        }
        return null;
    }

    private static @Nullable ApiError checkFilters(ConsumerConfig config) {
        if (!config.filterSubject().isEmpty() && !config.filterSubjects().isEmpty()) {
            return ErrorCode.CONSUMER_DUPLICATE_FILTER_SUBJECTS.error();
        }
        if (!config.filterSubject().isEmpty() && !isPattern(config.filterSubject())) {
            return ErrorCode.STREAM_INVALID_CONFIG_F.error("invalid subject");
        }
        if (config.filterSubjects().contains("")) {
            return ErrorCode.CONSUMER_EMPTY_FILTER.error();
        }
        List<String> filters = config.filters();
        for (int outer = 0; outer < filters.size(); outer++) {
            if (!isPattern(filters.get(outer))) {
                return ErrorCode.STREAM_INVALID_CONFIG_F.error("invalid subject");
            }
            Pattern pattern = Pattern.of(filters.get(outer));
            for (int inner = 0; inner < filters.size(); inner++) {
                if (inner != outer && pattern.isWithin(Pattern.of(filters.get(inner)))) {
                    return ErrorCode.CONSUMER_OVERLAPPING_SUBJECT_FILTERS.error();
                }
            }
        }
        return null;
    }

    private static boolean isPattern(String subject) {
        return Subjects.isValidPattern(subject.getBytes(UTF_8));
    }

    private static @Nullable ApiError checkStart(ConsumerConfig config) {
        boolean sequence = config.startSequence() != 0;
        boolean time = config.startTime() != null;
        return switch (config.deliverPolicy()) {
            case ALL -> notBoth("all", sequence, time);
            case LAST -> notBoth("last", sequence, time);
            case NEW -> notBoth("new", sequence, time);
            case LAST_PER_SUBJECT -> {
                ApiError error = notBoth("last per subject", sequence, time);
                yield error == null && config.filters().isEmpty()
                        ? notSet("last per subject", "filter subject")
                        : error;
            }
            case BY_START_SEQUENCE ->
                !sequence
                        ? notSet("by start sequence", "start sequence")
                        : time ? alsoSet("by start sequence", "time") : null;
            case BY_START_TIME ->
                !time
                        ? notSet("by start time", "start time")
                        : sequence ? alsoSet("by start time", "start sequence") : null;
        };
    }

    private static @Nullable ApiError notBoth(String policy, boolean sequence, boolean time) {
        return sequence ? alsoSet(policy, "sequence") : time ? alsoSet(policy, "time") : null;
    }

    private static ApiError alsoSet(String policy, String start) {
        return ErrorCode.CONSUMER_INVALID_POLICY.error(
                "consumer delivery policy is deliver " + policy + ", but optional start " + start + " is also set");
    }

    private static ApiError notSet(String policy, String what) {
        return ErrorCode.CONSUMER_INVALID_POLICY.error(
                "consumer delivery policy is deliver " + policy + ", but optional " + what + " is not set");
    }

    private static @Nullable ApiError checkRest(ConsumerConfig config) {
        if (!config.sampleFrequency().isEmpty()) {
            ApiError error = checkSampling(config.sampleFrequency());
            if (error != null) {
                return error;
            }
        }
        if (config.flowControl() && config.heartbeatNanos() == 0) {
            return ErrorCode.CONSUMER_WITH_FLOW_CONTROL_NEEDS_HEARTBEATS.error();
        }
        if (config.isDurable() && !config.name().isEmpty() && !config.name().equals(config.durable())) {
            return ErrorCode.CONSUMER_CREATE_DURABLE_AND_NAME_MISMATCH.error();
        }
        long metadataBytes = 0;
        for (Map.Entry<String, String> each : config.metadata().entrySet()) {
            metadataBytes += each.getKey().getBytes(UTF_8).length
                    + (long) each.getValue().getBytes(UTF_8).length;
        }
        if (metadataBytes > MAX_METADATA_BYTES) {
            return ErrorCode.CONSUMER_METADATA_LENGTH.error(MAX_METADATA_BYTES / 1024 + "KB");
        }
        return null;
    }

    private static @Nullable ApiError checkSampling(String frequency) {
        String number = frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency;
        try {
            return Integer.parseInt(number) < 0 ? ErrorCode.CONSUMER_INVALID_SAMPLING.error("<nil>") : null;
        } catch (NumberFormatException malformed) {
            return ErrorCode.CONSUMER_INVALID_SAMPLING.error(
                    "strconv.Atoi: parsing \"" + number + "\": invalid syntax");
        }
    }

    /** How many of a hundred acknowledgements are reported. */
    static int sampling(ConsumerConfig config) {
        String frequency = config.sampleFrequency();
        if (frequency.isEmpty()) {
            return 0;
        }
        return Integer.parseInt(frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency);
    }

    private static @Nullable ApiError checkPriority(ConsumerConfig config) {
        if (config.priorityPolicy() == PriorityPolicy.NONE) {
            if (!config.priorityGroups().isEmpty()) {
                return ErrorCode.CONSUMER_PRIORITY_GROUP_WITH_POLICY_NONE.error();
            }
            return config.pinnedTtlNanos() > 0
                    ? ErrorCode.CONSUMER_PINNED_TTL_WITHOUT_PRIORITY_POLICY_NONE.error()
                    : null;
        }
        if (config.isPush()) {
            return ErrorCode.CONSUMER_PUSH_WITH_PRIORITY_GROUP.error();
        }
        if (config.priorityGroups().isEmpty()) {
            return ErrorCode.CONSUMER_PRIORITY_POLICY_WITHOUT_GROUP.error();
        }
        for (String group : config.priorityGroups()) {
            if (group.isEmpty()) {
                return ErrorCode.CONSUMER_EMPTY_GROUP_NAME.error();
            }
            if (!isGroupName(group)) {
                return ErrorCode.CONSUMER_INVALID_GROUP_NAME.error();
            }
        }
        return null;
    }

    /** Whether a priority group may have this name: {@code ^[a-zA-Z0-9/_=-]{1,16}$}. */
    static boolean isGroupName(String group) {
        if (group.isEmpty() || group.length() > MAX_GROUP_NAME) {
            return false;
        }
        for (int i = 0; i < group.length(); i++) {
            char c = group.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && "/_=-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
