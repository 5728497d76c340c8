package io.vagus.controlplane.teams;

import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A person in a team. */
public record Member(UUID personId, String email, String name, Role role, Instant joinedAt) implements Tagged {

    @Override
    public Object version() {
        return List.of(personId, role, joinedAt);
    }
}
