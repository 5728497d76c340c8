package io.vagus.controlplane.platform.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key that a person used for a creation, and the answer they got. */
@Entity
@Table(name = "idempotency_key")
@IdClass(IdempotencyKeyRow.Key.class)
class IdempotencyKeyRow {

    record Key(UUID personId, String value) {}

    @Id
    @Column(name = "person_id")
    UUID personId;

    @Id
    @Column(name = "key")
    String value;

    byte[] fingerprint;

    @Column(name = "created_at")
    Instant createdAt;

    @Nullable
    String body;
}
