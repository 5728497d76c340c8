package io.vagus.controlplane.usage;

import java.time.Instant;

/** What an account did at a moment. */
public record TrafficSample(
        Instant at,
        long connections,
        double inMessagesPerSecond,
        double outMessagesPerSecond,
        double inBytesPerSecond,
        double outBytesPerSecond) {}
