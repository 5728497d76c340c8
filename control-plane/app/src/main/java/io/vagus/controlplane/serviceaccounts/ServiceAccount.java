package io.vagus.controlplane.serviceaccounts;

import io.vagus.controlplane.platform.Tagged;
import io.vagus.controlplane.teams.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A machine that is a member of a team. */
public record ServiceAccount(UUID id, UUID teamId, String name, Role role, Instant createdAt) implements Tagged {

    @Override
    public Object version() {
        return List.of(id, name, role);
    }
}
