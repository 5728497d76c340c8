package io.vagus.routing;

/** Who a subscription delivers to: a connection, or the node itself. */
public interface Receiver {

    /** The number of the connection, as monitoring shows it; 0 when it has none. */
    default long id() {
        return 0;
    }

    /** Whether it is a client's connection, not the node itself. */
    default boolean isClient() {
        return false;
    }
}
