package io.vagus.controlplane.sharing.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an account does with subjects and logins besides: mappings and its authentication service, each JSON. */
@Entity
@Table(name = "sharing_settings")
public class SharingSettingsRow {

    @Id
    @Column(name = "account_id")
    public UUID accountId;

    public String mappings;
    public @Nullable String authentication;
}
