package io.vagus.storage;

/** Is told what a stream's store removes. Called within the call that removes; it must not change the store. */
public interface RemovalListener {

    /** One message is gone. */
    void removed(long sequence, byte[] subject, long bytes);

    /** All messages of a range are gone at once: a purge, a compaction, a truncation. Both ends belong to it. */
    void removedRange(long fromSequence, long toSequence, long messages, long bytes);

    /**
     * What was appended and could not be written has been taken back: the last sequence is lower again. All that was not committed
     * at this moment is lost, whatever comes of the next commit.
     */
    default void takenBack() {}

    /** A listener that does not care. */
    static RemovalListener none() {
        return new RemovalListener() {
            @Override
            public void removed(long sequence, byte[] subject, long bytes) {}

            @Override
            public void removedRange(long fromSequence, long toSequence, long messages, long bytes) {}
        };
    }
}
