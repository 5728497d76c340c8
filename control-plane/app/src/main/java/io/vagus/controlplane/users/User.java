package io.vagus.controlplane.users;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.permissions.UserLimits;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A NATS user.
 *
 * @param issuerKey the key that signed its latest credentials, one of its signing key's
 * @param bearer whether its latest credentials are a bearer token, which needs no key
 * @param issuedAt when its latest credentials were issued
 */
public record User(
        UUID id,
        UUID accountId,
        String name,
        String publicKey,
        UUID signingKeyId,
        String issuerKey,
        UserState state,
        @Nullable Permissions permissions,
        @Nullable UserLimits limits,
        List<String> tags,
        boolean bearer,
        Instant createdAt,
        Instant issuedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(id, name, publicKey, signingKeyId, permissions, limits, tags, bearer, issuedAt, revokedAt);
    }
}
