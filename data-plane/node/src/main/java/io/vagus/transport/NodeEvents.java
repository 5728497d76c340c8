package io.vagus.transport;

import io.vagus.transport.tls.ocsp.RevocationEvents;

/** Who wants to know when clients come and go. Called on event loops: must return at once. */
public interface NodeEvents extends RevocationEvents {

    /** A client was let in. */
    default void connected(ConnectionInfo connection) {}

    /** A client is gone, whether it had been let in or not; the snapshot holds reason and final counters. */
    default void disconnected(ConnectionInfo connection) {}

    /** A client was turned away; the cause holds no secret. */
    default void authenticationFailed(ConnectionInfo connection, String cause) {}

    /** A client was turned away by its account's own rules, for instance an auth callout; the reason holds no secret. */
    default void refusedByAccount(ConnectionInfo connection, String account, String reason) {}

    /** How the node signs a message of its own: the JSON object that stands under {@code server} in its events. */
    default String serverInfo() {
        return "{}";
    }

    /** Nobody listens. */
    static NodeEvents none() {
        return new NodeEvents() {};
    }
}
