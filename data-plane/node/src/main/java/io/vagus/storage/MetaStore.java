package io.vagus.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small documents under keys, each replaced as a whole: descriptions of accounts and streams. A key is names joined by {@code '/'}; a
 * name may hold any character but that one. Safe for use by any thread.
 */
public interface MetaStore {

    /** Stores documents and returns when all are durable; a crash before leaves the old one or the new one of each. */
    void putAll(Map<String, byte[]> documents);

    /** Stores one document, see {@link #putAll}. */
    default void put(String key, byte[] document) {
        putAll(Map.of(key, document));
    }

    /** The document, or null where there is none or it is damaged. */
    byte @Nullable [] get(String key);

    /** Removes a document, if it is there; durable on return. */
    void delete(String key);

    /** Whether a document that was stored is not there any more, since what it stood in is damaged; nobody knows which. */
    boolean hasLost();

    /** The names directly below a key ({@code ""} is the root), in order: of documents, and of what leads to some. */
    List<String> names(String key);
}
