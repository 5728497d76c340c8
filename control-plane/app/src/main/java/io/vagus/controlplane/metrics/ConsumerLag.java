package io.vagus.controlplane.metrics;

import java.time.Instant;

/** How far a consumer was behind. */
public record ConsumerLag(
        Instant at, String stream, String consumer, double pending, double ackPending, double redelivered) {}
