package io.vagus.account;

import io.vagus.identity.AccountClaims;
import org.jspecify.annotations.Nullable;

/** Who wants to know each login and each change of an account's claims, for the record. Must return at once. */
public interface AuditTrail {

    /** Somebody asked to be let in, and was or was not. */
    void login(Authenticator.Attempt attempt, Authenticator.Verdict verdict);

    /**
     * Claims of an account were stored or took effect.
     *
     * @param subject by which request
     * @param by the user who sent it, or null where another server did
     */
    void claimsChanged(AccountClaims claims, String subject, @Nullable String by);

    /**
     * An account was deleted.
     *
     * @param orderedBy the operator's key that signed the order
     * @param subject by which request
     * @param by the user who sent it, or null where another server did
     */
    void accountDeleted(String accountKey, String orderedBy, String subject, @Nullable String by);

    /** Nobody. */
    static AuditTrail none() {
        return new AuditTrail() {
            @Override
            public void login(Authenticator.Attempt attempt, Authenticator.Verdict verdict) {}

            @Override
            public void claimsChanged(AccountClaims claims, String subject, @Nullable String by) {}

            @Override
            public void accountDeleted(String accountKey, String orderedBy, String subject, @Nullable String by) {}
        };
    }
}
