package io.vagus.transport;

import org.jspecify.annotations.Nullable;

/**
 * The node's own client in one account, without a socket: its services subscribe and publish through it like anyone.
 * Safe for use by any thread. What it publishes counts as sent where clients
 * get it, not as received.
 */
public interface InternalClient extends AutoCloseable {

    /**
     * Subscribes. Messages come to the handler one after the other, in order, on the node's internal thread, which all
     * internal clients share: a handler may do short blocking work such as a file write. When more than
     * {@code io.vagus.base.Limits#INTERNAL_QUEUE_MESSAGES} wait, new ones are dropped.
     *
     * @param queue the queue group, or null
     */
    InternalSubscription subscribe(String subject, @Nullable String queue, InternalHandler handler);

    /** Publishes; subject and reply are not checked. Headers include the {@code NATS/1.0} line and the empty line. */
    void publish(String subject, @Nullable String reply, byte @Nullable [] headers, byte[] payload);

    /** Ends all its subscriptions. */
    @Override
    void close();

    /** A subscription of the node's own. */
    interface InternalSubscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Hears messages. */
    @FunctionalInterface
    interface InternalHandler {
        void onMessage(InternalMessage message);
    }
}
