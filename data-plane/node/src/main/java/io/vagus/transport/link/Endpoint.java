package io.vagus.transport.link;

/** Something an event loop serves: a connection or a listener. Called on its loop only. */
public interface Endpoint {

    /** There are bytes to read, or a connection to accept. */
    void onReadable();

    /** Bytes can be written again. */
    default void onWritable() {}

    /** A timer of this endpoint has run out. */
    default void onTimer(long now) {}

    /** Whether it wants much, so that others are served before it. */
    default boolean isGreedy() {
        return false;
    }

    /** Something unexpected was thrown while it was served. */
    void onFailure(Throwable failure);
}
