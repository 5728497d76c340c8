package io.vagus.controlplane.support.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request for support access, and what became of it. */
@Entity
@Table(name = "support_access")
public class SupportAccessRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    @Column(name = "person_id")
    public UUID personId;

    public String operator;
    public String role;
    public String reason;

    @Column(name = "duration_seconds")
    public long durationSeconds;

    public String state;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "expires_at")
    public Instant expiresAt;

    @Column(name = "decided_by")
    public @Nullable String decidedBy;

    @Column(name = "decided_at")
    public @Nullable Instant decidedAt;
}
