package io.vagus.controlplane.teams;

import io.vagus.controlplane.identity.Grant;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A team that a person is in, with the accounts where they have another role.
 *
 * @param grantedBy for an operator of the service who is no member: who let them in
 * @param until for such an operator: when that ends
 */
public record Membership(
        UUID teamId,
        String teamName,
        Role role,
        List<Right> rights,
        List<RoleInAccount> accounts,
        @Nullable String grantedBy,
        @Nullable Instant until) {

    Membership(UUID teamId, String teamName, Role role, List<RoleInAccount> accounts) {
        this(teamId, teamName, role, role.rights(), accounts, null, null);
    }

    Membership(UUID teamId, String teamName, Role role, Grant grant) {
        this(teamId, teamName, role, role.rightsByGrant(), List.of(), grant.grantedBy(), grant.expiresAt());
    }
}
