package io.vagus.controlplane.keys;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key that signs users of an account. With permissions it is a role: its users have exactly those. */
public record SigningKey(
        UUID id,
        String name,
        String publicKey,
        boolean scoped,
        @Nullable Permissions permissions,
        Instant createdAt) {}
