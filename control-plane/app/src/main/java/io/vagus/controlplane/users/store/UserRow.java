package io.vagus.controlplane.users.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A NATS user; its seed is nowhere. Permissions, limits and tags are JSON. */
@Entity
@Table(name = "nats_user")
public class UserRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;

    @Column(name = "public_key")
    public String publicKey;

    @Column(name = "signing_key_id")
    public UUID signingKeyId;

    @Column(name = "issuer_key")
    public String issuerKey;

    public @Nullable String permissions;
    public @Nullable String limits;
    public String tags;
    public boolean bearer;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "issued_at")
    public Instant issuedAt;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    @Column(name = "revoked_at")
    public @Nullable Instant revokedAt;
}
