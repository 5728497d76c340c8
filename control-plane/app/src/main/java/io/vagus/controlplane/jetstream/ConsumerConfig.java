package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a consumer is set up; with a {@code deliverSubject} it is a push consumer, else a pull consumer. An absent member takes
 * the node's default in a creation and stays as it is in a change.
 */
public record ConsumerConfig(
        @Size(max = 255) @Nullable String name,
        @Size(max = 4096) @Nullable String description,
        @Nullable DeliverPolicy deliverPolicy,
        @Min(1) @Nullable Long startSequence,
        @Nullable Instant startTime,
        @Nullable AckPolicy ackPolicy,
        @Min(1) @Nullable Long ackWaitMillis,
        @Min(-1) @Nullable Integer maxDeliver,
        @Min(-1) @Nullable Integer maxAckPending,
        @Min(1) @Nullable Integer maxWaiting,
        @Size(max = 100) @Nullable List<@NotNull @Size(max = 255) String> filterSubjects,
        @Nullable ReplayPolicy replayPolicy,
        @Size(max = 255) @Nullable String deliverSubject,
        @Size(max = 255) @Nullable String deliverGroup,
        @Nullable Boolean headersOnly,
        @Min(0) @Nullable Long inactiveThresholdMillis,
        @Min(0) @Max(5) @Nullable Integer replicas,
        @Nullable Map<@Size(max = 255) String, @NotNull @Size(max = 4096) String> metadata) {

    /** Where a consumer begins. */
    public enum DeliverPolicy {
        @JsonProperty("all")
        ALL,
        @JsonProperty("last")
        LAST,
        @JsonProperty("new")
        NEW,
        @JsonProperty("by_start_sequence")
        BY_START_SEQUENCE,
        @JsonProperty("by_start_time")
        BY_START_TIME,
        @JsonProperty("last_per_subject")
        LAST_PER_SUBJECT
    }

    /** What a receiver says of a message that it has dealt with. */
    public enum AckPolicy {
        @JsonProperty("none")
        NONE,
        @JsonProperty("all")
        ALL,
        @JsonProperty("explicit")
        EXPLICIT
    }

    /** How fast messages come. */
    public enum ReplayPolicy {
        @JsonProperty("instant")
        INSTANT,
        @JsonProperty("original")
        ORIGINAL
    }
}
