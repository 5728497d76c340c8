package io.vagus.controlplane.teams;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A team as one of its members sees it. */
public record Team(UUID id, String name, Role role, List<Right> rights, Instant createdAt) {}
