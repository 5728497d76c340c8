package io.vagus.controlplane.usage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account is doing now, with a short history, oldest first. */
public record Traffic(
        @Nullable Instant sampledAt,
        long connections,
        long subscriptions,
        @JsonProperty("in") Flow in,
        @JsonProperty("out") Flow out,
        List<TrafficSample> history) {

    static final Traffic UNKNOWN = new Traffic(null, 0, 0, Flow.NONE, Flow.NONE, List.of());

    public Traffic {
        history = List.copyOf(history);
    }
}
