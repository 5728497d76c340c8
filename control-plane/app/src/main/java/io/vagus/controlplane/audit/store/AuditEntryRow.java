package io.vagus.controlplane.audit.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An audit entry; never changed, but for the end of what was begun. */
@Entity
@Table(name = "audit_entry")
public class AuditEntryRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    public Instant at;
    public String actor;

    @Column(name = "actor_kind")
    public String actorKind;

    public String action;
    public String target;
    public String outcome;
    public @Nullable String detail;

    @Column(name = "request_id")
    public @Nullable String requestId;

    @Column(name = "granted_by")
    public @Nullable String grantedBy;
}
