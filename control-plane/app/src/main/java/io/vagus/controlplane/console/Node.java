package io.vagus.controlplane.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server that answered just now.
 *
 * @param region what its tag {@code region:…} says ({@code server_tags} of its configuration)
 * @param healthy whether it calls itself ready
 * @param healthDetail what it is waiting for or failing at
 * @param cpuPercent of one core
 */
public record Node(
        String id,
        String name,
        @Nullable String region,
        @Nullable String cluster,
        @Nullable String domain,
        String version,
        boolean jetStream,
        boolean healthy,
        @Nullable String healthDetail,
        @Nullable Instant startedAt,
        long connections,
        long accounts,
        long subscriptions,
        long slowConsumers,
        long memoryBytes,
        double cpuPercent,
        long diskBytes,
        long streams,
        long consumers) {}
