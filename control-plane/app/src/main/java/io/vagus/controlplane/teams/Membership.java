package io.vagus.controlplane.teams;

import java.util.List;
import java.util.UUID;

/** A team that a person is in, with the accounts where they have another role. */
public record Membership(UUID teamId, String teamName, Role role, List<Right> rights, List<RoleInAccount> accounts) {

    Membership(UUID teamId, String teamName, Role role, List<RoleInAccount> accounts) {
        this(teamId, teamName, role, role.rights(), accounts);
    }
}
