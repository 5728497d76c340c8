package io.vagus.controlplane.accounts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A preset; limits, tags and default permissions are JSON. */
@Entity
@Table(name = "account_template")
public class TemplateRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    public String name;
    public String description;
    public String limits;
    public String tags;

    @Column(name = "default_permissions")
    public @Nullable String defaultPermissions;

    @Column(name = "created_at")
    public Instant createdAt;
}
