package io.vagus.controlplane.keys.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A key that was rotated away and counts until {@code retiresAt}. */
@Entity
@Table(name = "retiring_key")
public class RetiringKeyRow {

    @Id
    @Column(name = "public_key")
    public String publicKey;

    @Column(name = "signing_key_id")
    public UUID signingKeyId;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "retires_at")
    public Instant retiresAt;

    protected RetiringKeyRow() {}

    public RetiringKeyRow(SigningKeyRow group, Instant retiresAt) {
        this.publicKey = group.publicKey;
        this.signingKeyId = group.id;
        this.accountId = group.accountId;
        this.retiresAt = retiresAt;
    }
}
