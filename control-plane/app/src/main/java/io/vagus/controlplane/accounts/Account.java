package io.vagus.controlplane.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A NATS account: a subject space of its own, with limits. */
public record Account(
        UUID id,
        UUID teamId,
        String name,
        String description,
        String publicKey,
        AccountState state,
        @Nullable String stateReason,
        boolean suspended,
        Limits limits,
        Instant createdAt,
        Instant updatedAt) {}
