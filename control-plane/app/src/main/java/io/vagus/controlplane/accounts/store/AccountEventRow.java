package io.vagus.controlplane.accounts.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change of an account, or how a push of it to the nodes went. */
@Entity
@Table(name = "account_event")
public class AccountEventRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public Instant at;
    public String kind;
    public @Nullable String actor;
    public String summary;
    public @Nullable String outcome;

    /** JSON: what each node answered. */
    public String nodes;

    /** How often in a row this came out. */
    public int times;

    @Column(name = "last_at")
    public Instant lastAt;
}
