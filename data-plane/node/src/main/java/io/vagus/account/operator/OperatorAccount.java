package io.vagus.account.operator;

import io.vagus.account.Account;
import io.vagus.identity.AccountClaims;
import java.time.Instant;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An account under the operator: the tenant and the claims that hold for it now. Changed by {@link OperatorAccounts}
 * under its lock; a reading is one consistent state.
 */
public final class OperatorAccount {

    /**
     * @param jwt the token the claims came from
     * @param updated when they took effect
     * @param expired no longer valid, by time or because the account was deleted
     */
    public record State(AccountClaims claims, String jwt, Instant updated, boolean expired) {}

    private final Account account;
    private volatile State state;
    private volatile @Nullable String deletedJwt;
    private @Nullable Future<?> expiry;

    OperatorAccount(Account account, State state) {
        this.account = account;
        this.state = state;
    }

    public Account account() {
        return account;
    }

    public State state() {
        return state;
    }

    void state(State changed) {
        state = changed;
    }

    /** The token that it had when it was deleted; null since others came. */
    @Nullable
    String deletedJwt() {
        return deletedJwt;
    }

    void deletedJwt(@Nullable String jwt) {
        deletedJwt = jwt;
    }

    /** Replaces the timer that will end the account. */
    void expiry(@Nullable Future<?> next) {
        if (expiry != null) {
            expiry.cancel(false);
        }
        expiry = next;
    }
}
