package io.vagus.controlplane.sharing;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An exporter's leave for one account.
 *
 * @param token what an importer elsewhere has to show; importers of this service need not care
 */
public record Activation(
        UUID id,
        UUID exportId,
        String accountKey,
        String token,
        Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(id, revokedAt);
    }
}
