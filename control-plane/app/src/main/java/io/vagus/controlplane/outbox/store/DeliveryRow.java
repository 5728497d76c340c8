package io.vagus.controlplane.outbox.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the nodes should know of an account, and how far that got. */
@Entity
@Table(name = "delivery")
public class DeliveryRow {

    @Id
    @Column(name = "account_key")
    public String accountKey;

    @Column(name = "account_id")
    public UUID accountId;

    public boolean deleted;
    public long revision;

    @Column(name = "changed_at")
    public Instant changedAt;

    @Column(name = "due_at")
    public @Nullable Instant dueAt;

    public int attempts;

    @Column(name = "claimed_until")
    public @Nullable Instant claimedUntil;

    public @Nullable UUID claim;

    @Column(name = "issued_at")
    public long issuedAt;

    @Column(name = "pushed_jwt")
    public @Nullable String pushedJwt;

    public @Nullable String trace;

    @Column(name = "as_is")
    public boolean asIs;
}
