package io.vagus.account;

/**
 * What one account may use; {@link #UNLIMITED} (-1) in any place means no limit there.
 *
 * @param connections client connections at the same time; 0 suspends the account
 * @param leafNodes leaf node connections at the same time
 * @param subscriptions subscriptions of all its connections together
 * @param payloadBytes bytes of one message, headers included
 */
public record AccountLimits(long connections, long leafNodes, long subscriptions, long payloadBytes) {

    /** The value that means no limit. */
    public static final long UNLIMITED = -1;

    /** No limits at all. */
    public static final AccountLimits NONE = new AccountLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);
}
