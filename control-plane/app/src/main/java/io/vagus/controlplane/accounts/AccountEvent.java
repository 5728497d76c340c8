package io.vagus.controlplane.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step in the life of an account.
 *
 * @param actor who changed something; null for a push, which nobody asks for
 * @param times how often in a row the same came out, the last time at {@code lastAt}
 */
public record AccountEvent(
        UUID id,
        Instant at,
        Instant lastAt,
        Kind kind,
        @Nullable String actor,
        String summary,
        @Nullable Outcome outcome,
        List<NodeResult> nodes,
        int times) {

    /** What happened. */
    public enum Kind {
        @JsonProperty("change")
        CHANGE,
        @JsonProperty("push")
        PUSH
    }

    /** How a push ended. */
    public enum Outcome {
        @JsonProperty("applied")
        APPLIED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("unreachable")
        UNREACHABLE
    }
}
