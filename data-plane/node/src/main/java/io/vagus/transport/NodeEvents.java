package io.vagus.transport;

/** Who wants to know when clients come and go. Called on event loops: must return at once. */
public interface NodeEvents {

    /** A client was let in. */
    default void connected(ConnectionInfo connection) {}

    /** A client that had been let in is gone; the snapshot holds reason and final counters. */
    default void disconnected(ConnectionInfo connection) {}

    /** A client was turned away; the cause holds no secret. */
    default void authenticationFailed(ConnectionInfo connection, String cause) {}

    /** Nobody listens. */
    static NodeEvents none() {
        return new NodeEvents() {};
    }
}
