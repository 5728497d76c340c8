package io.vagus.controlplane.console;

import java.time.Instant;
import java.util.UUID;

/**
 * A team as those see it who run the service: how much there is of it, nothing of what is inside.
 *
 * @param planId the plan that says how much it may have
 */
public record Tenant(
        UUID id,
        String name,
        Instant createdAt,
        long members,
        long accounts,
        long degradedAccounts,
        long users,
        String planId) {}
