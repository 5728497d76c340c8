package io.vagus.monitoring.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.monitoring.metrics.Family;
import io.vagus.transport.NodeIdentity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metrics and spans in OTLP's JSON encoding: names in lowerCamelCase, 64-bit integers as strings, ids in hexadecimal, enums as
 * numbers. Source: opentelemetry-proto, metrics and trace v1; OTLP specification, "JSON Protobuf Encoding".
 */
final class OtlpJson {
    private static final String SCOPE = "io.vagus.node";
    private static final int CUMULATIVE = 2;
    private static final int SPAN_KIND_SERVER = 2;

    private final NodeIdentity identity;
    private final String serviceName;

    OtlpJson(NodeIdentity identity, String serviceName) {
        this.identity = identity;
        this.serviceName = serviceName;
    }

    byte[] metrics(List<Family> families, long startNanos, long nowNanos) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode scoped = scoped(root, "resourceMetrics", "scopeMetrics");
        ArrayNode metrics = scoped.putArray("metrics");
        for (Family family : families) {
            ObjectNode metric = metrics.addObject().put("name", family.name()).put("description", family.help());
            if (!family.unit().isEmpty()) {
                metric.put("unit", unit(family.unit()));
            }
            boolean counter = family.kind() == Family.Kind.COUNTER;
            ObjectNode data = metric.putObject(counter ? "sum" : "gauge");
            ArrayNode points = data.putArray("dataPoints");
            for (Family.Sample sample : family.samples()) {
                ObjectNode point = points.addObject();
                attributes(point, sample.labels());
                if (counter) {
                    point.put("startTimeUnixNano", Long.toString(startNanos));
                }
                point.put("timeUnixNano", Long.toString(nowNanos)).put("asDouble", sample.value());
            }
            if (counter) {
                data.put("aggregationTemporality", CUMULATIVE).put("isMonotonic", true);
            }
        }
        return bytes(root);
    }

    /** As UCUM writes it. */
    private static String unit(String unit) {
        return switch (unit) {
            case "bytes" -> "By";
            case "seconds" -> "s";
            default -> unit;
        };
    }

    byte[] spans(List<PublishSpan> spans) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = scoped(root, "resourceSpans", "scopeSpans").putArray("spans");
        for (PublishSpan span : spans) {
            ObjectNode node = array.addObject()
                    .put("traceId", span.parent().traceId())
                    .put("spanId", span.spanId())
                    .put("parentSpanId", span.parent().parentId())
                    .put("name", "publish " + span.subject())
                    .put("kind", SPAN_KIND_SERVER)
                    .put("startTimeUnixNano", Long.toString(span.startNanos()))
                    .put("endTimeUnixNano", Long.toString(span.endNanos()));
            ArrayNode attributes = node.putArray("attributes");
            text(attributes, "messaging.system", "nats");
            text(attributes, "messaging.operation.type", "publish");
            text(attributes, "messaging.destination.name", span.subject());
            number(attributes, "messaging.message.envelope.size", span.bytes());
            text(attributes, "nats.account", span.account());
            text(attributes, "nats.client.kind", "Client");
            number(attributes, "nats.client.id", span.connection());
            number(attributes, "nats.deliveries", span.deliveries());
        }
        return bytes(root);
    }

    private ObjectNode scoped(ObjectNode root, String outer, String inner) {
        ObjectNode resource = root.putArray(outer).addObject();
        ArrayNode attributes = resource.putObject("resource").putArray("attributes");
        text(attributes, "service.name", serviceName);
        text(attributes, "service.instance.id", identity.serverId());
        text(attributes, "service.version", identity.version());
        text(attributes, "nats.server.name", identity.serverName());
        ObjectNode scoped = resource.putArray(inner).addObject();
        scoped.putObject("scope").put("name", SCOPE);
        return scoped;
    }

    private static void attributes(ObjectNode point, Map<String, String> labels) {
        if (!labels.isEmpty()) {
            ArrayNode attributes = point.putArray("attributes");
            new TreeMap<>(labels).forEach((name, value) -> text(attributes, name, value));
        }
    }

    private static void text(ArrayNode attributes, String key, String value) {
        attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
    }

    private static void number(ArrayNode attributes, String key, long value) {
        attributes.addObject().put("key", key).putObject("value").put("intValue", Long.toString(value));
    }

    private static byte[] bytes(ObjectNode root) {
        return root.toString().getBytes(UTF_8);
    }
}
