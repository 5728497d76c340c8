package io.vagus.storage;

/**
 * How a stream is stored.
 *
 * @param compressed whether messages are compressed (files only)
 */
public record StreamStoreOptions(Kind kind, boolean compressed, Durability durability) {

    /** Where messages are. */
    public enum Kind {
        FILE,
        MEMORY
    }

    /** In memory. */
    public static StreamStoreOptions memory() {
        return new StreamStoreOptions(Kind.MEMORY, false, Durability.ALWAYS);
    }

    /** In files, uncompressed, durable before it is acknowledged. */
    public static StreamStoreOptions file() {
        return new StreamStoreOptions(Kind.FILE, false, Durability.ALWAYS);
    }
}
