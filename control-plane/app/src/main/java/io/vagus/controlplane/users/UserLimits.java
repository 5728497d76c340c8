package io.vagus.controlplane.users;

import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/** What one connection of a user may use; -1 or absent means no limit of its own. */
public record UserLimits(
        @Min(-1) @Nullable Long subscriptions,
        @Min(-1) @Nullable Long payloadBytes) {}
