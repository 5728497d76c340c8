package io.vagus.controlplane.accounts;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A NATS account: a subject space of its own, with limits.
 *
 * @param defaultPermissions those of users that have none of their own; null: everything
 * @param usersRevokedBefore credentials issued until then are refused, whoever has them; null: none are
 */
public record Account(
        UUID id,
        UUID teamId,
        String name,
        String description,
        String publicKey,
        AccountState state,
        @Nullable String stateReason,
        boolean suspended,
        @Nullable Deletion deletion,
        Limits limits,
        List<String> tags,
        @Nullable Permissions defaultPermissions,
        @Nullable Instant usersRevokedBefore,
        Instant createdAt,
        Instant updatedAt)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(
                id, name, description, suspended, deletion, limits, tags, defaultPermissions, usersRevokedBefore);
    }
}
