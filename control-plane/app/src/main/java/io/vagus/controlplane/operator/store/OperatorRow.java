package io.vagus.controlplane.operator.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The operator of this installation: the one row of its table. */
@Entity
@Table(name = "operator")
public class OperatorRow {

    /** The id of the only row. */
    public static final int ONLY = 1;

    @Id
    public int id;

    @Column(name = "operator_key")
    public String operatorKey;

    @Column(name = "signing_key")
    public String signingKey;

    /** Announced, and not signing yet. */
    @Column(name = "next_signing_key")
    public @Nullable String nextSigningKey;

    @Column(name = "next_since")
    public @Nullable Instant nextSince;

    /** Still trusted, and not signing any more. */
    @Column(name = "old_signing_key")
    public @Nullable String oldSigningKey;

    @Column(name = "promoted_at")
    public @Nullable Instant promotedAt;

    @Column(name = "system_account_key")
    public String systemAccountKey;

    @Column(name = "operator_jwt")
    public String operatorJwt;

    @Column(name = "system_account_jwt")
    public String systemAccountJwt;

    @Column(name = "billing_user_key")
    public String billingUserKey;

    @Column(name = "billing_user_jwt")
    public String billingUserJwt;
}
