package io.vagus.controlplane.accounts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account. */
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

    public long connections;

    @Column(name = "leaf_nodes")
    public long leafNodes;

    public long subscriptions;

    @Column(name = "payload_bytes")
    public long payloadBytes;

    public long imports;
    public long exports;

    @Column(name = "memory_storage_bytes")
    public long memoryStorageBytes;

    @Column(name = "disk_storage_bytes")
    public long diskStorageBytes;

    public long streams;
    public long consumers;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;
}
