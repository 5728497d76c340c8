package io.vagus.controlplane.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that happened to a rule. */
public record AlertEvent(
        UUID id,
        UUID ruleId,
        String ruleName,
        AlertRule.Severity severity,
        Instant at,
        EventKind kind,
        @Nullable Double value,
        String detail) {

    /** What happened. */
    public enum EventKind {
        @JsonProperty("firing")
        FIRING,
        @JsonProperty("resolved")
        RESOLVED,
        @JsonProperty("acknowledged")
        ACKNOWLEDGED
    }
}
