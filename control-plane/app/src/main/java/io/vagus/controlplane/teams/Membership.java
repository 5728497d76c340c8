package io.vagus.controlplane.teams;

import java.util.List;
import java.util.UUID;

/** A team that a person is in. */
public record Membership(UUID teamId, String teamName, Role role, List<Right> rights) {

    Membership(UUID teamId, String teamName, Role role) {
        this(teamId, teamName, role, role.rights());
    }
}
