package io.vagus.controlplane.sharing.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account takes from another one. */
@Entity
@Table(name = "share_import")
public class ImportRow {

    @Id
    public UUID id;

    @Column(name = "account_id")
    public UUID accountId;

    public String name;
    public String kind;
    public String subject;

    @Column(name = "local_subject")
    public String localSubject;

    /** The account's key, here so that the way of a message can be followed without asking for accounts. */
    @Column(name = "account_key")
    public String accountKey;

    @Column(name = "exporter_key")
    public String exporterKey;

    /** The export, where it is one of this installation. */
    @Column(name = "export_id")
    public @Nullable UUID exportId;

    /** An activation token from elsewhere. */
    public @Nullable String token;

    @Column(name = "share_info")
    public boolean shareInfo;

    @Column(name = "created_at")
    public Instant createdAt;
}
