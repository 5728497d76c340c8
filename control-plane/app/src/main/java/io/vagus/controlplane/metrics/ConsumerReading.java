package io.vagus.controlplane.metrics;

/** How far a consumer was behind at a moment. */
public record ConsumerReading(
        String accountKey, String stream, String consumer, double pending, double ackPending, double redelivered) {}
