package io.vagus.controlplane.jetstream;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Which messages go: all, or only those that all given members say.
 *
 * @param subject only those whose subject it matches
 * @param keep all but the newest so many
 * @param upToSequence only those up to that sequence, itself included
 */
public record PurgeRequest(
        @Size(max = 255) @Nullable String subject,
        @Min(0) @Nullable Long keep,
        @Min(1) @Nullable Long upToSequence) {}
