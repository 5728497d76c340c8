package io.vagus.controlplane.metrics;

/**
 * What one account did in one step, all servers together. Messages, bytes and requests are per second; slow consumers and API
 * errors are how many there were in the step; everything else is how much there was.
 *
 * @param consumerLag the messages that wait for the consumer that most wait for
 */
public record AccountReading(
        String accountKey,
        double connections,
        double leafNodes,
        double subscriptions,
        double inMessages,
        double outMessages,
        double inBytes,
        double outBytes,
        double slowConsumers,
        double memoryBytes,
        double diskBytes,
        double streams,
        double consumers,
        double apiRequests,
        double apiErrors,
        double consumerLag) {}
