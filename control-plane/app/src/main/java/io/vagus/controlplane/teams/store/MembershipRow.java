package io.vagus.controlplane.teams.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A person in a team. */
@Entity
@Table(name = "membership")
@IdClass(MembershipRow.Key.class)
public class MembershipRow {

    /** One membership per team and person. */
    public record Key(UUID teamId, UUID personId) {}

    @Id
    @Column(name = "team_id")
    public UUID teamId;

    @Id
    @Column(name = "person_id")
    public UUID personId;

    public String role;

    @Column(name = "joined_at")
    public Instant joinedAt;

    protected MembershipRow() {}

    public MembershipRow(UUID teamId, UUID personId, String role, Instant joinedAt) {
        this.teamId = teamId;
        this.personId = personId;
        this.role = role;
        this.joinedAt = joinedAt;
    }
}
