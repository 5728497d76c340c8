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

    public Traffic {
        history = List.copyOf(history);
    }

    /** Nobody has used the account since the nodes started. */
    static Traffic none(@Nullable Instant sampledAt) {
        return new Traffic(sampledAt, 0, 0, Flow.NONE, Flow.NONE, List.of());
    }
}
