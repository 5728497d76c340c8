package io.vagus.controlplane.identity.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person. */
@Entity
@Table(name = "person")
public class PersonRow {

    @Id
    public UUID id;

    public String issuer;
    public String subject;
    public String email;
    public String name;

    @Column(name = "created_at")
    public Instant createdAt;

    /** {@code person} or {@code service}. */
    public String kind;

    @Column(name = "email_verified")
    public boolean emailVerified;

    /** The team of a service account. */
    @Column(name = "team_id")
    public @Nullable UUID teamId;

    protected PersonRow() {}

    public PersonRow(UUID id, String issuer, String subject, String email, String name, Instant createdAt) {
        this.id = id;
        this.issuer = issuer;
        this.subject = subject;
        this.email = email;
        this.name = name;
        this.createdAt = createdAt;
        this.kind = "person";
    }
}
