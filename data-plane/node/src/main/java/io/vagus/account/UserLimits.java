package io.vagus.account;

/**
 * What one user may use per connection; -1 means no limit of its own.
 *
 * @param subscriptions subscriptions of the connection
 * @param payloadBytes bytes of one message, headers included
 */
public record UserLimits(long subscriptions, long payloadBytes) {

    /** No limits beyond those of account and server. */
    public static final UserLimits NONE = new UserLimits(AccountLimits.UNLIMITED, AccountLimits.UNLIMITED);
}
