package io.vagus.controlplane.support;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.support.store.SupportAccessRow;
import io.vagus.controlplane.support.store.SupportAccessRows.OfTeam;
import io.vagus.controlplane.teams.Role;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An operator of the service asks to work in a team, and what became of it.
 *
 * @param operator who asks, by e-mail
 * @param role what they want to be there; nobody but members manages people, bills and the team itself
 * @param durationSeconds how long, from when it is granted
 * @param expiresAt until when the request waits, or, when it is granted, the access lasts
 * @param decidedBy who granted, refused or ended it
 */
public record SupportAccess(
        UUID id,
        UUID teamId,
        String teamName,
        String operator,
        Role role,
        String reason,
        long durationSeconds,
        State state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    /** How far it has got. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("granted")
        GRANTED,
        /** The team said no. */
        @JsonProperty("refused")
        REFUSED,
        /** The team took it back. */
        @JsonProperty("revoked")
        REVOKED,
        /** The operator took the request back, or left. */
        @JsonProperty("ended")
        ENDED,
        /** Nobody decided in time, or the time that was granted is over. */
        @JsonProperty("expired")
        EXPIRED;

        boolean isOpen() {
            return this == PENDING || this == GRANTED;
        }

        static State of(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static SupportAccess of(OfTeam found, Instant now) {
        SupportAccessRow row = found.row();
        return new SupportAccess(
                row.id,
                row.teamId,
                found.teamName(),
                row.operator,
                Role.of(row.role),
                row.reason,
                row.durationSeconds,
                state(row, now),
                row.createdAt,
                row.expiresAt,
                row.decidedBy,
                row.decidedAt);
    }

    static State state(SupportAccessRow row, Instant now) {
        State stored = State.of(row.state);
        return stored.isOpen() && !now.isBefore(row.expiresAt) ? State.EXPIRED : stored;
    }
}
