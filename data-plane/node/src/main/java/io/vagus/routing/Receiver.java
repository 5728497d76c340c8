package io.vagus.routing;

/** Who a subscription delivers to: a connection, or the node itself. */
public interface Receiver {}
