package io.vagus.account;

/**
 * An account's limits that nats-server does not know.
 *
 * @param account what all connections of the account publish together
 * @param connection what each of them publishes
 * @param excess what happens to what is too much
 * @param subscriptions subscriptions of all connections of the account together; -1 means no limit
 */
public record FlowLimits(RateLimit account, RateLimit connection, RateLimit.Excess excess, long subscriptions) {

    /** No limits. */
    public static final FlowLimits NONE =
            new FlowLimits(RateLimit.NONE, RateLimit.NONE, RateLimit.Excess.DELAY, AccountLimits.UNLIMITED);
}
