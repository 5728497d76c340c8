package io.vagus.controlplane.console;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the service is, for everybody to see. That this was answered says that the API is up. */
public record ServiceStatus(Health state, List<PartStatus> parts, List<Incident> incidents) {

    /** How something is. */
    public enum Health {
        @JsonProperty("ok")
        OK,
        @JsonProperty("degraded")
        DEGRADED,
        @JsonProperty("down")
        DOWN
    }

    /** One part of the service. */
    public record PartStatus(
            String name, Health state, @Nullable Instant since) {}

    /** A time when a part was not as it should be; without an end it goes on. */
    public record Incident(
            String part,
            Health state,
            Instant startedAt,
            @Nullable Instant endedAt) {}
}
