package io.vagus.controlplane.alerts;

import io.vagus.controlplane.alerts.AlertRule.Comparison;
import io.vagus.controlplane.alerts.AlertRule.Severity;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.PlainText;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule as it is to be; exactly one of threshold and limitFraction says where it fires.
 *
 * @param stream only for the metric consumerLag: the stream whose consumer is watched, together with its consumer
 * @param holdSeconds how long it must be beyond the threshold before it fires
 */
public record AlertRuleRequest(
        @NotNull @Name String name,
        @NotNull AlertMetric metric,
        @PlainText @Size(max = 255) @Nullable String stream,
        @PlainText @Size(max = 255) @Nullable String consumer,
        @Nullable Comparison comparison,
        @Nullable Double threshold,
        @Nullable Double limitFraction,
        @Min(0) @Max(86_400) @Nullable Integer holdSeconds,
        @Nullable Severity severity,
        @Nullable Boolean enabled,
        @Size(max = 10) @Nullable List<@NotNull UUID> channels) {}
