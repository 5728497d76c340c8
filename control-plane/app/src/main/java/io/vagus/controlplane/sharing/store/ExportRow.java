package io.vagus.controlplane.sharing.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account offers. */
@Entity
@Table(name = "share_export")
public class ExportRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    @Column(name = "team_id")
    public UUID teamId;

    public String name;
    public String description;

    @Column(name = "info_url")
    public String infoUrl;

    public String subject;
    public String kind;

    @Column(name = "response_type")
    public @Nullable String responseType;

    @Column(name = "token_required")
    public boolean tokenRequired;

    @Column(name = "account_token_position")
    public int accountTokenPosition;

    @Column(name = "latency_percent")
    public @Nullable Integer latencyPercent;

    @Column(name = "latency_subject")
    public @Nullable String latencySubject;

    public boolean advertised;

    @Column(name = "created_at")
    public Instant createdAt;
}
