package io.vagus.controlplane.teams;

import java.time.Instant;
import java.util.UUID;

/** A person in a team. */
public record Member(UUID personId, String email, String name, Role role, Instant joinedAt) {}
