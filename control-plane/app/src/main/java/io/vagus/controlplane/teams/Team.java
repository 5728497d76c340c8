package io.vagus.controlplane.teams;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A team as one of its members sees it.
 *
 * @param deletesAt when it goes for good; null while it is not being deleted
 */
public record Team(
        UUID id,
        String name,
        Role role,
        List<Right> rights,
        Instant createdAt,
        @Nullable Instant deletesAt) implements Tagged {

    @Override
    public Object version() {
        return List.of(id, name, String.valueOf(deletesAt));
    }
}
