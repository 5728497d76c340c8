package io.vagus.controlplane.teams;

import io.vagus.controlplane.platform.Tagged;
import java.util.List;
import java.util.UUID;

/** What a member is inside one account. */
public record AccountRole(UUID personId, String email, String name, Role role) implements Tagged {

    @Override
    public Object version() {
        return List.of(personId, role);
    }
}
