package io.vagus.controlplane.users.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Credentials that nodes are to refuse; outlives the user. */
@Entity
@Table(name = "revocation")
@IdClass(RevocationRow.Key.class)
public class RevocationRow {

    /** One revocation per account and user key. */
    public record Key(UUID accountId, String userPublicKey) {}

    @Id
    @Column(name = "account_id")
    public UUID accountId;

    @Id
    @Column(name = "user_public_key")
    public String userPublicKey;

    @Column(name = "signing_key_id")
    public UUID signingKeyId;

    @Column(name = "issuer_key")
    public String issuerKey;

    @Column(name = "revoked_at")
    public Instant revokedAt;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    protected RevocationRow() {}

    public RevocationRow(CredentialRow credential, Instant revokedAt) {
        this.accountId = credential.accountId;
        this.userPublicKey = credential.userPublicKey;
        this.signingKeyId = credential.signingKeyId;
        this.issuerKey = credential.issuerKey;
        this.revokedAt = revokedAt;
        this.expiresAt = credential.expiresAt;
    }
}
