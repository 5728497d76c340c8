package io.vagus.controlplane.metrics;

import java.time.Instant;

/**
 * What an account did in the step that begins at {@code at}. Messages, bytes and requests are per second; slow consumers and
 * API errors are how many there were in the step; everything else is how much there was on average.
 *
 * @param consumerLag the messages that waited for the consumer that most waited for
 */
public record MetricPoint(
        Instant at,
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
