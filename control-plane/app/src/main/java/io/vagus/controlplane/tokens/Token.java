package io.vagus.controlplane.tokens;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A personal access token without its secret. */
public record Token(
        UUID id,
        String name,
        String prefix,
        Access access,
        @Nullable UUID teamId,
        @Nullable UUID accountId,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt)
        implements Tagged {

    @Override
    public Object version() {
        return id;
    }
}
