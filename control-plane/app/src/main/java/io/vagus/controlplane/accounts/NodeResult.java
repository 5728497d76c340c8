package io.vagus.controlplane.accounts;

import org.jspecify.annotations.Nullable;

/** What a push came to on one node. */
public record NodeResult(
        String node, boolean applied, @Nullable String reason) {}
