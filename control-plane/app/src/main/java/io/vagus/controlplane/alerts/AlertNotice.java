package io.vagus.controlplane.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vagus.controlplane.alerts.store.AlertRuleRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is told: {@code {"type": "alert.firing" | "alert.resolved" | "alert.test", "account", "alert", "severity", "metric",
 * "value", "at", "summary"}}.
 */
record AlertNotice(Map<String, Object> members) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static AlertNotice of(String type, String account, AlertRuleRow rule, Instant at, String summary) {
        Map<String, Object> members = start(type, account, at, summary);
        members.put("alert", rule.name);
        members.put("alertId", rule.id.toString());
        members.put("severity", rule.severity);
        members.put("metric", AlertTexts.metric(rule.metric).words());
        put(members, "value", rule.value);
        put(members, "stream", rule.stream);
        put(members, "consumer", rule.consumer);
        return new AlertNotice(members);
    }

    static AlertNotice test(String account, Instant at) {
        return new AlertNotice(start("alert.test", account, at, "This is a test of an alert channel."));
    }

    private static Map<String, Object> start(String type, String account, Instant at, String summary) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put("account", account);
        members.put("at", at.toString());
        members.put("summary", summary);
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one sentence in a written notice. */
    static String summary(String written) {
        try {
            return JSON.readTree(written).path("summary").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
