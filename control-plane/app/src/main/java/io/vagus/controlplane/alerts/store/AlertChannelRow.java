package io.vagus.controlplane.alerts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A way in which somebody is told; a webhook has a sealed secret. */
@Entity
@Table(name = "alert_channel")
public class AlertChannelRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;
    public String kind;
    public String target;

    @Column(name = "custodian_key_id")
    public @Nullable String custodianKeyId;

    @Column(name = "sealed_secret")
    public byte @Nullable [] sealedSecret;

    @Column(name = "created_at")
    public Instant createdAt;
}
