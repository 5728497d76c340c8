package io.vagus.controlplane.accounts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account. Limits, tags and default permissions are JSON. */
@Entity
@Table(name = "account")
public class AccountRow {

    @Id
    public UUID id;

    @Column(name = "team_id")
    public UUID teamId;

    public String name;
    public String description;

    @Column(name = "public_key")
    public String publicKey;

    public boolean suspended;
    public String state;

    @Column(name = "state_reason")
    public @Nullable String stateReason;

    public String limits;
    public String tags;

    @Column(name = "default_permissions")
    public @Nullable String defaultPermissions;

    @Column(name = "users_revoked_before")
    public @Nullable Instant usersRevokedBefore;

    @Column(name = "deleted_at")
    public @Nullable Instant deletedAt;

    @Column(name = "purge_at")
    public @Nullable Instant purgeAt;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;
}
