package io.vagus.storage;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The state of all consumers of one stream. They share one log, so that a stream may have very many of them. Single-threaded: all
 * calls come from the stream's owner.
 */
public interface ConsumerStore extends AutoCloseable {

    /** The consumers there are, in no order. */
    Collection<ConsumerLedger> consumers();

    /** One consumer, or null. */
    @Nullable
    ConsumerLedger consumer(String name);

    /**
     * Begins to keep a consumer. Replaces one of the same name.
     *
     * @param config what the caller wants to find again, opaque to the store
     */
    ConsumerLedger create(String name, byte[] config);

    /** Forgets a consumer, if it is there. */
    void remove(String name);

    /** Asks to be called when everything done so far is as durable as was asked for; see {@link StreamStore#commit}. */
    void commit(CommitListener listener);

    /** As {@link #commit}, on this thread where nothing is being made durable elsewhere: the listener is told within the call then. */
    default void commitHere(CommitListener listener) {
        commit(listener);
    }

    /**
     * Hands what was done so far to the operating system, so that it survives the end of the process; {@link #commit} makes it durable.
     * With {@link Durability#ASYNC} it may stay where it is.
     *
     * @return whether something waits for a commit before it is as durable as was asked for
     */
    boolean write();

    /** Whether a consumer was created, described anew or removed since the last commit: others may rely on that. */
    boolean hasNewDescriptions();

    /** Whether the consumers there were are not known any more, since their log is damaged, and nobody has made one since. */
    boolean hasLost();

    /** Does a small piece of what can wait; see {@link StreamStore#maintain}. */
    boolean maintain(long nowNanos);

    /** Gives back buffers and open files; they come back by themselves. */
    void releaseIdle();

    @Override
    void close();
}
