package io.vagus.controlplane.teams.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A team. */
@Entity
@Table(name = "team")
public class TeamRow {

    @Id
    public UUID id;

    public String name;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Set while the team is on its way out. */
    @Column(name = "deleted_at")
    public @Nullable Instant deletedAt;

    @Column(name = "purge_at")
    public @Nullable Instant purgeAt;

    protected TeamRow() {}

    public TeamRow(UUID id, String name, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.createdAt = createdAt;
    }
}
