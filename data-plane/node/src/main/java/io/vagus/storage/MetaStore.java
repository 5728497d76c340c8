package io.vagus.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Small documents under keys, each replaced as a whole: descriptions of accounts and streams. A key is names joined by {@code '/'}; a
 * name may hold any character but that one. Safe for use by any thread; calls on one key must not overlap.
 */
public interface MetaStore {

    /** Stores a document and returns when it is durable; a crash leaves the old one or the new one. */
    void put(String key, byte[] document);

    /**
     * Stores a document under a key that has none, and returns when it is durable; after a crash before that it may be there damaged. Half
     * the work of {@link #put}.
     */
    void add(String key, byte[] document);

    /** The document, or null where there is none or it is damaged. */
    byte @Nullable [] get(String key);

    /** Removes a document, if it is there; durable on return. */
    void delete(String key);

    /** The names directly below a key ({@code ""} is the root), in order: of documents, and of what leads to some. */
    List<String> names(String key);
}
