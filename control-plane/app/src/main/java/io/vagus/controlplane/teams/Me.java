package io.vagus.controlplane.teams;

import java.util.List;
import java.util.UUID;

/** The caller, with all their teams. */
public record Me(UUID id, String email, String name, List<Membership> teams) {}
