package io.vagus.controlplane.metrics;

/**
 * What the connections of one key of a user did in one step, all servers together. Messages and bytes are per second, slow
 * consumers how many there were in the step, connections and subscriptions how many there are.
 */
public record UserReading(
        String accountKey,
        String userKey,
        double connections,
        double subscriptions,
        double inMessages,
        double outMessages,
        double inBytes,
        double outBytes,
        double slowConsumers) {

    double moved() {
        return inMessages + outMessages;
    }
}
