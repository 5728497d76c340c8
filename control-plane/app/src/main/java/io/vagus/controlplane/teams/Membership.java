package io.vagus.controlplane.teams;

import java.util.UUID;

/** A team that a person is in. */
public record Membership(UUID teamId, String teamName, Role role) {}
