package io.vagus.controlplane.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A token that was revoked: enough to know it again, and to tell whose it was. */
@Entity
@Table(name = "revoked_token")
public class RevokedTokenRow {

    @Id
    public byte[] hash;

    @Column(name = "token_id")
    public UUID tokenId;

    @Column(name = "person_id")
    public UUID personId;

    public String prefix;

    /** The one team it opened. */
    @Column(name = "team_id")
    public @Nullable UUID teamId;

    @Column(name = "revoked_at")
    public Instant revokedAt;
}
