package io.vagus.account.operator;

import org.jspecify.annotations.Nullable;

/** The other servers of the system, and whoever else answers for account JWTs in the system account. */
@FunctionalInterface
public interface Peers {
    /** The JWT of an account as somebody else has it; null when nobody answers in time. Waits. */
    @Nullable
    String lookup(String accountKey);

    /** Nobody else. */
    static Peers none() {
        return accountKey -> null;
    }
}
