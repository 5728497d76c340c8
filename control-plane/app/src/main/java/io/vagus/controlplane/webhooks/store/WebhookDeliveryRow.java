package io.vagus.controlplane.webhooks.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event on its way to one webhook. */
@Entity
@Table(name = "webhook_delivery")
public class WebhookDeliveryRow {

    @Id
    public UUID id;

    @Column(name = "webhook_id")
    public UUID webhookId;

    @Column(name = "team_id")
    public UUID teamId;

    public String event;
    public String body;
    public String state;
    public int attempts;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "due_at")
    public Instant dueAt;

    /** What the last attempt was answered. */
    public @Nullable Integer status;

    /** Why the last attempt got no answer. */
    public @Nullable String error;
}
