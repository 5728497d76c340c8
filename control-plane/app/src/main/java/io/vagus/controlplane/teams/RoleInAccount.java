package io.vagus.controlplane.teams;

import java.util.List;
import java.util.UUID;

/** An account where the caller has another role than in its team. */
public record RoleInAccount(UUID accountId, Role role, List<Right> rights) {

    RoleInAccount(UUID accountId, Role role) {
        this(accountId, role, role.rights());
    }
}
