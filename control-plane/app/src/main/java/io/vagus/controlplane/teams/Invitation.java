package io.vagus.controlplane.teams;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.Tagged;
import io.vagus.controlplane.teams.store.InvitationRow;
import io.vagus.controlplane.teams.store.InvitationRows.InvitationToTeam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The offer to an address to become a member. */
public record Invitation(
        UUID id,
        UUID teamId,
        String teamName,
        String email,
        Role role,
        String invitedBy,
        State state,
        Instant createdAt,
        Instant expiresAt)
        implements Tagged {

    @Override
    public Object version() {
        return List.of(id, state);
    }

    /** What became of it. */
    public enum State {
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("accepted")
        ACCEPTED,
        @JsonProperty("declined")
        DECLINED,
        @JsonProperty("revoked")
        REVOKED,
        @JsonProperty("expired")
        EXPIRED
    }

    static Invitation of(InvitationToTeam found, Instant now) {
        InvitationRow row = found.invitation();
        State stored = State.valueOf(row.state.toUpperCase(Locale.ROOT));
        return new Invitation(
                row.id,
                row.teamId,
                found.teamName(),
                row.email,
                Role.of(row.role),
                row.invitedBy,
                stored == State.PENDING && !now.isBefore(row.expiresAt) ? State.EXPIRED : stored,
                row.createdAt,
                row.expiresAt);
    }
}
