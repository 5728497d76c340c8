package io.vagus.controlplane.sharing.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The leave of an exporter for one account. */
@Entity
@Table(name = "share_activation")
public class ActivationRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "export_id")
    public UUID exportId;

    @Column(name = "target_key")
    public String targetKey;

    public String token;

    @Column(name = "issued_at")
    public Instant issuedAt;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    @Column(name = "revoked_at")
    public @Nullable Instant revokedAt;
}
