package io.vagus.controlplane.accounts;

import io.vagus.controlplane.permissions.Permissions;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A named preset of a team for new accounts. */
public record Template(
        UUID id,
        UUID teamId,
        String name,
        String description,
        Limits limits,
        List<String> tags,
        @Nullable Permissions defaultPermissions,
        Instant createdAt)
        implements Tagged {

    @Override
    public Object version() {
        return id;
    }
}
