package io.vagus.controlplane.jetstream;

import io.vagus.controlplane.jetstream.StreamConfig.Storage;
import io.vagus.controlplane.jetstream.StreamConfig.StreamSource;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A key-value or object bucket to be made. An absent limit is none.
 *
 * @param history how many values of a key are kept; key-value buckets only
 * @param maxValueBytes how large a value may be; key-value buckets only
 */
public record BucketRequest(
        @NotNull @Size(min = 1, max = 200) String name,
        @Size(max = 4096) @Nullable String description,
        @Min(1) @Max(64) @Nullable Integer history,
        @Min(0) @Nullable Long ttlMillis,
        @Min(-1) @Nullable Long maxBytes,
        @Min(-1) @Nullable Integer maxValueBytes,
        @Nullable Storage storage,
        @Min(1) @Max(5) @Nullable Integer replicas,
        @Valid @Nullable StreamSource mirror) {}
