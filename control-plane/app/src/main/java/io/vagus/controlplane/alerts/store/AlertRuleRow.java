package io.vagus.controlplane.alerts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rule; its channels are ids between commas. */
@Entity
@Table(name = "alert_rule")
public class AlertRuleRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;
    public String metric;
    public @Nullable String stream;
    public @Nullable String consumer;
    public String comparison;
    public @Nullable Double threshold;

    @Column(name = "limit_fraction")
    public @Nullable Double limitFraction;

    @Column(name = "hold_seconds")
    public int holdSeconds;

    public String severity;
    public boolean enabled;
    public String channels;
    public String state;

    @Column(name = "state_since")
    public Instant stateSince;

    public @Nullable Double value;

    @Column(name = "acknowledged_at")
    public @Nullable Instant acknowledgedAt;

    @Column(name = "acknowledged_by")
    public @Nullable String acknowledgedBy;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;
}
