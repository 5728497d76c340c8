package io.vagus.jetstream.shard;

/** What a shard owns: a stream with its consumers. Every method is called on the shard's thread. */
public interface Member {
    /**
     * Ends a batch in which this member was touched: makes durable what has to be.
     *
     * @param mayBlock whether the shard has nothing else to do, so that the device may be waited for here
     */
    void commit(long now, boolean mayBlock);

    /** Answers what was committed, delivers; true when more could be done at once. */
    boolean settle(long now);

    /** The time asked for with {@link Shard#wakeAt} has come. */
    void wake(long now);
}
