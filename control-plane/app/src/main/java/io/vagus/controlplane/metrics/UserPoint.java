package io.vagus.controlplane.metrics;

import java.time.Instant;

/**
 * What a user did in the step that begins at {@code at}, all its connections together. Messages and bytes are per second, slow
 * consumers are how many connections were closed for it in the step, the others how many there were on average.
 */
public record UserPoint(
        Instant at,
        double connections,
        double subscriptions,
        double inMessages,
        double outMessages,
        double inBytes,
        double outBytes,
        double slowConsumers) {}
