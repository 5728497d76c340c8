package io.vagus.controlplane.keys.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A group of signing keys. The seed of the present one is in custody, unless the customer holds it. */
@Entity
@Table(name = "signing_key")
public class SigningKeyRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;
    public String description;

    /** The one that signs now. */
    @Column(name = "public_key")
    public String publicKey;

    /** Made with the account. */
    public boolean first;

    /** JSON; null: no role. */
    public @Nullable String permissions;

    /** JSON; of a role. */
    public @Nullable String limits;

    public boolean bearer;
    public boolean programmatic;
    public boolean disabled;

    @Column(name = "created_at")
    public Instant createdAt;
}
