package io.vagus.controlplane.tokens.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A personal access token; the secret itself is nowhere. */
@Entity
@Table(name = "token")
public class TokenRow {

    @Id
    public UUID id;

    @Column(name = "person_id")
    public UUID personId;

    public String name;
    public String prefix;
    public byte[] hash;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "expires_at")
    public Instant expiresAt;

    /** {@code read} or {@code write}. */
    public String access;

    /** The one team it opens. */
    @Column(name = "team_id")
    public @Nullable UUID teamId;

    /** The one account it opens. */
    @Column(name = "account_id")
    public @Nullable UUID accountId;

    @Column(name = "last_used_at")
    public @Nullable Instant lastUsedAt;
}
