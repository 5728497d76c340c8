package io.vagus.controlplane.privacy;

import io.vagus.controlplane.audit.AuditEntry;
import io.vagus.controlplane.teams.Membership;
import io.vagus.controlplane.tokens.Token;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * All that we know of a person, without secrets.
 *
 * @param audit what they did and tried, newest first; at most {@link Privacy#MAX_AUDIT} entries
 */
public record PersonalData(
        UUID id,
        String email,
        boolean emailVerified,
        String name,
        Instant exportedAt,
        List<Membership> teams,
        List<Token> tokens,
        List<AuditEntry> audit) {}
