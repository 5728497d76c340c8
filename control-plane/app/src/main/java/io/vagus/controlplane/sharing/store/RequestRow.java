package io.vagus.controlplane.sharing.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody's wish to import an export. It belongs to two teams. */
@Entity
@Table(name = "share_request")
public class RequestRow {

    @Id
    public UUID id;

    @Column(name = "export_id")
    public UUID exportId;

    @Column(name = "export_name")
    public String exportName;

    @Column(name = "exporter_account_id")
    public UUID exporterAccountId;

    @Column(name = "exporter_team_id")
    public UUID exporterTeamId;

    @Column(name = "requester_account_id")
    public UUID requesterAccountId;

    @Column(name = "requester_team_id")
    public UUID requesterTeamId;

    @Column(name = "requester_key")
    public String requesterKey;

    @Column(name = "requester_name")
    public String requesterName;

    public String message;
    public String state;

    @Column(name = "requested_by")
    public String requestedBy;

    @Column(name = "requested_at")
    public Instant requestedAt;

    @Column(name = "decided_by")
    public @Nullable String decidedBy;

    @Column(name = "decided_at")
    public @Nullable Instant decidedAt;
}
