package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is set up. An absent member takes the node's default in a creation and stays as it is in a change. Times are
 * milliseconds, sizes bytes; -1 is no limit.
 */
public record StreamConfig(
        @Size(max = 255) @Nullable String name,
        @Size(max = 4096) @Nullable String description,
        @Size(max = 1000) @Nullable List<@NotNull @Size(max = 255) String> subjects,
        @Nullable Retention retention,
        @Nullable Storage storage,
        @Min(1) @Max(5) @Nullable Integer replicas,
        @Min(-1) @Nullable Long maxMessages,
        @Min(-1) @Nullable Long maxBytes,
        @Min(0) @Nullable Long maxAgeMillis,
        @Min(-1) @Nullable Integer maxMessageBytes,
        @Min(-1) @Nullable Long maxMessagesPerSubject,
        @Min(-1) @Nullable Integer maxConsumers,
        @Nullable Discard discard,
        @Nullable Boolean discardNewPerSubject,
        @Min(0) @Nullable Long duplicateWindowMillis,
        @Nullable Compression compression,
        @Nullable Boolean allowRollup,
        @Nullable Boolean denyDelete,
        @Nullable Boolean denyPurge,
        @Nullable Boolean allowDirect,
        @Nullable Boolean allowMessageTtl,
        @Nullable Boolean sealed,
        @Min(0) @Nullable Long firstSequence,
        @Valid @Nullable StreamSource mirror,
        @Size(max = 100) @Nullable List<@NotNull @Valid StreamSource> sources,
        @Nullable Map<@Size(max = 255) String, @NotNull @Size(max = 4096) String> metadata) {

    /** What makes a message leave the stream. */
    public enum Retention {
        @JsonProperty("limits")
        LIMITS,
        @JsonProperty("interest")
        INTEREST,
        @JsonProperty("workqueue")
        WORKQUEUE
    }

    /** Where messages are kept. */
    public enum Storage {
        @JsonProperty("file")
        FILE,
        @JsonProperty("memory")
        MEMORY
    }

    /** What goes when a limit is reached. */
    public enum Discard {
        @JsonProperty("old")
        OLD,
        @JsonProperty("new")
        NEW
    }

    /** How messages are packed on disk. */
    public enum Compression {
        @JsonProperty("none")
        NONE,
        @JsonProperty("s2")
        S2
    }

    /** Another stream that this one copies from. */
    public record StreamSource(
            @NotNull @Size(min = 1, max = 255) String name,
            @Size(max = 255) @Nullable String filterSubject,
            @Min(0) @Nullable Long startSequence,
            @Size(max = 255) @Nullable String apiPrefix) {}
}
