package io.vagus.controlplane.alerts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Something that has to be told on a channel. */
@Entity
@Table(name = "alert_notice")
public class AlertNoticeRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "channel_id")
    public UUID channelId;

    public String body;
    public int attempts;

    @Column(name = "due_at")
    public Instant dueAt;
}
