package io.vagus.controlplane.alerts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to a rule. */
@Entity
@Table(name = "alert_event")
public class AlertEventRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "rule_id")
    public UUID ruleId;

    @Column(name = "rule_name")
    public String ruleName;

    public String severity;
    public Instant at;
    public String kind;
    public @Nullable Double value;
    public String detail;
}
