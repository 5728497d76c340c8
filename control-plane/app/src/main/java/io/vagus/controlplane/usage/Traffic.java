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

    /** What is known before the nodes were asked: what the newest stored sample says, and no totals. */
    static Traffic of(List<TrafficSample> history) {
        if (history.isEmpty()) {
            return new Traffic(null, 0, 0, Flow.NONE, Flow.NONE, history);
        }
        TrafficSample newest = history.getLast();
        return new Traffic(
                newest.at(),
                newest.connections(),
                0,
                new Flow(0, 0, newest.inMessagesPerSecond(), newest.inBytesPerSecond()),
                new Flow(0, 0, newest.outMessagesPerSecond(), newest.outBytesPerSecond()),
                history);
    }
}
