package io.vagus.base;

/** The node's limits that no option changes. Each bounds something that is fed from outside. */
public final class Limits {

    /** Messages that may wait for the node's own subscriptions; more are dropped. */
    public static final int INTERNAL_QUEUE_MESSAGES = 65_536;

    private Limits() {}
}
