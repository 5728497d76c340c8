package io.vagus.storage;

/** When a commit is told that it is done. */
public enum Durability {
    /** When the bytes are on the device. The default. */
    ALWAYS,
    /** When the operating system has them; the device gets them at {@link StreamStore#maintain} after an interval. A crash of the process loses nothing. */
    INTERVAL,
    /** At once. Bytes are written when there are enough or at {@link StreamStore#maintain}. */
    ASYNC
}
