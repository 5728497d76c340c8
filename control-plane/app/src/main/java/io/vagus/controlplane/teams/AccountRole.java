package io.vagus.controlplane.teams;

import java.util.UUID;

/** What a member is inside one account. */
public record AccountRole(UUID personId, String email, String name, Role role) {}
