package io.vagus.jetstream.consumer;

import org.jspecify.annotations.Nullable;

/**
 * Where one consumer's configuration and state outlive the node. Each call is a change that has happened; a journal may
 * make it durable a little later (a lost tail is delivered again), in order.
 */
public interface ConsumerJournal {

    /** What was written before; null for a new consumer. */
    @Nullable
    ConsumerImage load();

    /** The configuration as its JSON, with the time of creation. */
    void configured(byte[] config, long createdNanos);

    /** A message was delivered for the {@code deliveries}-th time, or its deadline moved. */
    void delivered(long consumerSequence, long streamSequence, long deliveries, long timestampNanos);

    /** A message was acknowledged. */
    void acknowledged(long consumerSequence, long streamSequence);

    /** The whole state, in the place of all that was written before. */
    void replaced(ConsumerImage image);

    /** Everything up to here is to be durable soon, as before a stop. */
    void flush();

    /** Closes what is open; the files stay. */
    void close();

    /** Removes everything. */
    void delete();
}
