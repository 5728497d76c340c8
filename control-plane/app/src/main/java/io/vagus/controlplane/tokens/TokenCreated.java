package io.vagus.controlplane.tokens;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A personal access token with its secret, for the only time. */
public record TokenCreated(
        UUID id,
        String name,
        String prefix,
        Access access,
        @Nullable UUID teamId,
        @Nullable UUID accountId,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable String secret)
        implements Tagged {

    @Override
    public Object version() {
        return id;
    }

    public TokenCreated withoutSecret() {
        return new TokenCreated(id, name, prefix, access, teamId, accountId, createdAt, expiresAt, lastUsedAt, null);
    }

    @Override
    public String toString() {
        return "TokenCreated[" + prefix + "…]";
    }
}
