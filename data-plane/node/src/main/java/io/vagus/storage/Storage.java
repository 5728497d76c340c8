package io.vagus.storage;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a node keeps what JetStream stores. Account and stream names are taken as they are; how they become file names is the
 * store's business. Safe for use by any thread; what it opens is not.
 */
public interface Storage {

    /**
     * Opens a stream's messages, made empty when there are none yet. One store a stream at a time.
     *
     * @param owner runs what the store has to do on its owner's thread, commit listeners among them
     */
    StreamStore openStream(String account, String stream, StreamStoreOptions options, Executor owner);

    /**
     * Opens the state of all consumers of a stream, as it was last committed. In memory when the options say so.
     *
     * @param owner runs what the store has to do on its owner's thread, commit listeners among them
     */
    ConsumerStore openConsumers(String account, String stream, StreamStoreOptions options, Executor owner);

    /** Removes everything stored for a stream, consumers included, if there is anything. Its stores must be closed. */
    void deleteStream(String account, String stream);

    /** Descriptions of accounts, streams and what else is small. */
    MetaStore meta();

    /** The names of an account's streams, or without one of accounts, that have files, whether there is a description or not. */
    List<String> stored(@Nullable String account);
}
