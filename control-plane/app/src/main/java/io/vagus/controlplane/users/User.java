package io.vagus.controlplane.users;

import io.vagus.controlplane.keys.Permissions;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A NATS user. */
public record User(
        UUID id,
        UUID accountId,
        String name,
        String publicKey,
        UUID signingKeyId,
        UserState state,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {}
