package io.vagus.controlplane.webhooks.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A webhook; its secret is sealed. */
@Entity
@Table(name = "webhook")
public class WebhookRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    public String name;
    public String url;

    /** The wanted events, separated by commas; empty for all. */
    public String events;

    public boolean enabled;

    @Column(name = "custodian_key_id")
    public String custodianKeyId;

    @Column(name = "sealed_secret")
    public byte[] sealedSecret;

    @Column(name = "created_at")
    public Instant createdAt;
}
