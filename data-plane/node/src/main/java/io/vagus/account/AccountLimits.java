package io.vagus.account;

/**
 * What one account may use; {@link #UNLIMITED} (-1) in any place means no limit there.
 *
 * @param connections client connections at the same time; 0 suspends the account
 * @param leafNodes leaf node connections at the same time
 * @param subscriptions subscriptions of each of its connections, as nats-server counts them
 * @param payloadBytes bytes of one message, headers included
 * @param flow limits that nats-server does not know
 */
public record AccountLimits(long connections, long leafNodes, long subscriptions, long payloadBytes, FlowLimits flow) {

    /** The value that means no limit. */
    public static final long UNLIMITED = -1;

    /** No limits at all. */
    public static final AccountLimits NONE = new AccountLimits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

    /** Limits that nats-server knows. */
    public AccountLimits(long connections, long leafNodes, long subscriptions, long payloadBytes) {
        this(connections, leafNodes, subscriptions, payloadBytes, FlowLimits.NONE);
    }
}
