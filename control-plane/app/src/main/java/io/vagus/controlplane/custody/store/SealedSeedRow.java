package io.vagus.controlplane.custody.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A sealed seed, found by its public key. */
@Entity
@Table(name = "sealed_seed")
public class SealedSeedRow {

    @Id
    @Column(name = "public_key")
    public String publicKey;

    @Column(name = "custodian_key_id")
    public String custodianKeyId;

    public byte[] sealed;

    protected SealedSeedRow() {}

    public SealedSeedRow(String publicKey, String custodianKeyId, byte[] sealed) {
        this.publicKey = publicKey;
        this.custodianKeyId = custodianKeyId;
        this.sealed = sealed;
    }
}
