package io.vagus.controlplane.jetstream;

import com.fasterxml.jackson.databind.JsonNode;

/** What an account has of JetStream and what it may have; a limit of -1 is none. */
public record JetStreamUsage(
        boolean enabled,
        long memoryBytes,
        long diskBytes,
        long streams,
        long consumers,
        long memoryLimitBytes,
        long diskLimitBytes,
        long streamLimit,
        long consumerLimit,
        long apiRequests,
        long apiErrors) {

    static final JetStreamUsage OFF = new JetStreamUsage(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    static JetStreamUsage read(JsonNode info) {
        JsonNode limits = info.path("limits");
        JsonNode api = info.path("api");
        return new JetStreamUsage(
                true,
                info.path("memory").asLong(),
                info.path("storage").asLong(),
                info.path("streams").asLong(),
                info.path("consumers").asLong(),
                limits.path("max_memory").asLong(-1),
                limits.path("max_storage").asLong(-1),
                limits.path("max_streams").asLong(-1),
                limits.path("max_consumers").asLong(-1),
                api.path("total").asLong(),
                api.path("errors").asLong());
    }
}
