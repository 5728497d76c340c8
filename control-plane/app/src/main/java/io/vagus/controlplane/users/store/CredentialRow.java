package io.vagus.controlplane.users.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credentials that were handed out; outlives its user, dies with the account. */
@Entity
@Table(name = "credential")
public class CredentialRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "user_id")
    public UUID userId;

    @Column(name = "user_name")
    public String userName;

    @Column(name = "user_public_key")
    public String userPublicKey;

    @Column(name = "signing_key_id")
    public UUID signingKeyId;

    @Column(name = "issuer_key")
    public String issuerKey;

    public String kind;

    @Column(name = "taken_by")
    public String takenBy;

    public String checksum;

    @Column(name = "issued_at")
    public Instant issuedAt;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    @Column(name = "revoke_at")
    public @Nullable Instant revokeAt;

    @Column(name = "revoked_at")
    public @Nullable Instant revokedAt;
}
