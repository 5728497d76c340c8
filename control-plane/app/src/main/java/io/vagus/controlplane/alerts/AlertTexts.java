package io.vagus.controlplane.alerts;

import io.vagus.controlplane.alerts.AlertEvent.EventKind;
import io.vagus.controlplane.alerts.AlertRule.Comparison;
import io.vagus.controlplane.alerts.AlertRule.Severity;
import io.vagus.controlplane.alerts.AlertRule.State;
import io.vagus.controlplane.alerts.store.AlertEventRow;
import io.vagus.controlplane.alerts.store.AlertRuleRow;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/** Between rows and what the API shows. */
final class AlertTexts {

    private AlertTexts() {}

    static AlertRule rule(AlertRuleRow row) {
        return new AlertRule(
                row.id,
                row.name,
                metric(row.metric),
                row.stream,
                row.consumer,
                constant(Comparison.class, row.comparison),
                row.threshold,
                row.limitFraction,
                row.holdSeconds,
                constant(Severity.class, row.severity),
                row.enabled,
                ids(row.channels),
                constant(State.class, row.state),
                row.stateSince,
                row.value,
                row.acknowledgedAt,
                row.acknowledgedBy,
                row.createdAt);
    }

    static AlertEvent event(AlertEventRow row) {
        return new AlertEvent(
                row.id,
                row.ruleId,
                row.ruleName,
                constant(Severity.class, row.severity),
                row.at,
                constant(EventKind.class, row.kind),
                row.value,
                row.detail);
    }

    static AlertMetric metric(String column) {
        return Arrays.stream(AlertMetric.values())
                .filter(metric -> metric.column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String ids(List<UUID> ids) {
        return ids.stream().distinct().map(UUID::toString).collect(Collectors.joining(","));
    }

    static List<UUID> ids(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(UUID::fromString).toList();
    }
}
