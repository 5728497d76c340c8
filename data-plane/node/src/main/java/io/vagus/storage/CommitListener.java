package io.vagus.storage;

/** Is told how a commit ended. */
@FunctionalInterface
public interface CommitListener {

    /**
     * {@link StoreHealth#GOOD}: everything that was done before the commit has the durability it was promised. Otherwise the appends that
     * were not yet durable were taken back: they are not in the store and their sequences will be given out again.
     */
    void committed(StoreHealth outcome);
}
