package io.vagus.controlplane.alerts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vagus.controlplane.platform.Tagged;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule and how it stands.
 *
 * @param value what the metric was when the rule was last looked at
 * @param limitFraction the threshold as a part of the account's own limit, 0.8 for four fifths
 */
public record AlertRule(
        UUID id,
        String name,
        AlertMetric metric,
        @Nullable String stream,
        @Nullable String consumer,
        Comparison comparison,
        @Nullable Double threshold,
        @Nullable Double limitFraction,
        int holdSeconds,
        Severity severity,
        boolean enabled,
        List<UUID> channels,
        State state,
        Instant stateSince,
        @Nullable Double value,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy,
        Instant createdAt)
        implements Tagged {

    @Override
    public Object version() {
        return Arrays.asList(
                id,
                name,
                metric,
                stream,
                consumer,
                comparison,
                threshold,
                limitFraction,
                holdSeconds,
                severity,
                enabled,
                channels,
                acknowledgedAt);
    }

    /** On which side of the threshold it is that the rule fires. */
    public enum Comparison {
        @JsonProperty("above")
        ABOVE,
        @JsonProperty("below")
        BELOW
    }

    /** How much it matters. */
    public enum Severity {
        @JsonProperty("info")
        INFO,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("critical")
        CRITICAL
    }

    /** How a rule stands. */
    public enum State {
        @JsonProperty("ok")
        OK,
        /** Beyond the threshold, not yet for long enough. */
        @JsonProperty("pending")
        PENDING,
        @JsonProperty("firing")
        FIRING
    }
}
