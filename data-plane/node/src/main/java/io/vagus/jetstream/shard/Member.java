package io.vagus.jetstream.shard;

/** What a shard owns: a stream with its consumers. Every method is called on the shard's thread. */
public interface Member {
    /** Ends a batch in which this member was touched: makes durable what has to be. */
    void commit(long now);

    /** Answers what was committed, delivers; true when more could be done at once. */
    boolean settle(long now);

    /** The time asked for with {@link Shard#wakeAt} has come. */
    void wake(long now);
}
