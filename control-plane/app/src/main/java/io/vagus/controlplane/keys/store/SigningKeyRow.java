package io.vagus.controlplane.keys.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A signing key; its seed is in custody. */
@Entity
@Table(name = "signing_key")
public class SigningKeyRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;

    @Column(name = "public_key")
    public String publicKey;

    /** Made with the account. */
    public boolean first;

    public @Nullable String permissions;

    @Column(name = "created_at")
    public Instant createdAt;
}
