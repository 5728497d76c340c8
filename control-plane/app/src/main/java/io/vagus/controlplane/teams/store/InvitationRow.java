package io.vagus.controlplane.teams.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An invitation to a team; the code that opens it is nowhere. */
@Entity
@Table(name = "invitation")
public class InvitationRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    public String email;
    public String role;

    @Column(name = "invited_by")
    public String invitedBy;

    @Column(name = "code_hash")
    public byte[] codeHash;

    public String state;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "expires_at")
    public Instant expiresAt;
}
