package io.vagus.transport;

import io.vagus.account.Account;
import io.vagus.protocol.Publication;
import io.vagus.transport.client.InternalBatch;
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

    /**
     * Subscribes with a handler that is called on whatever thread publishes, an event loop as a rule: it must return at once and
     * may only enqueue.
     *
     * @param queue the queue group, or null
     */
    InternalSubscription subscribeDirectly(String subject, @Nullable String queue, DirectHandler handler);

    /** A way to publish much from one thread; the object belongs to that thread. */
    static Batch batch() {
        InternalBatch batch = new InternalBatch();
        return new Batch() {
            @Override
            public boolean publish(
                    Account account,
                    byte[] subject,
                    byte @Nullable [] reply,
                    byte @Nullable [] headers,
                    byte[] payload) {
                return batch.publish(account, subject, subject, reply, headers, payload);
            }

            @Override
            public boolean deliver(
                    Account account,
                    byte[] to,
                    byte[] subject,
                    byte @Nullable [] reply,
                    byte @Nullable [] headers,
                    byte[] payload) {
                return batch.publish(account, to, subject, reply, headers, payload);
            }

            @Override
            public void flush() {
                batch.flush();
            }
        };
    }

    /** Publishes many messages; what connections get is written by {@link #flush}. */
    interface Batch {
        /**
         * Publishes in an account; subject and reply are not checked.
         *
         * @param headers header block with its first and its empty line; null for none
         * @return whether anybody took it
         */
        boolean publish(
                Account account, byte[] subject, byte @Nullable [] reply, byte @Nullable [] headers, byte[] payload);

        /** As {@link #publish}, for those who hear {@code to}; they see {@code subject}. */
        boolean deliver(
                Account account,
                byte[] to,
                byte[] subject,
                byte @Nullable [] reply,
                byte @Nullable [] headers,
                byte[] payload);

        /** Writes out what is gathered. */
        void flush();
    }

    /** Hears messages on the thread that publishes them. */
    @FunctionalInterface
    interface DirectHandler {
        /**
         * Takes a message, whose arrays belong to the receiver.
         *
         * @param from the client connection that published it; null for messages of the node itself
         * @return false when it is not taken: if nobody does, nobody responds
         */
        boolean offer(Publication publication, InternalMessage.@Nullable Sender from);

        /** As {@link #offer(Publication, InternalMessage.Sender)}, of a message that is traced. */
        default boolean offer(Publication publication, InternalMessage.@Nullable Sender from, MessageTrace trace) {
            return offer(publication, from);
        }
    }

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
