package io.vagus.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The finer points of an export.
 *
 * @param revocations account key or {@code *} to the second up to which (inclusive) its activation tokens count for nothing
 * @param responseThresholdNanos how long an answer is waited for; zero: the server's default
 * @param latency how a service is measured; null: not at all
 * @param allowTrace whether message tracing goes on in the exporting account
 */
public record ServiceTerms(
        Map<String, Long> revocations,
        long responseThresholdNanos,
        @Nullable Latency latency,
        boolean allowTrace) {

    /** Nothing out of the ordinary. */
    public static final ServiceTerms DEFAULT = new ServiceTerms(Map.of(), 0, null, false);

    /**
     * How a service is measured.
     *
     * @param samplingPercent zero: the requests whose headers ask for it
     */
    public record Latency(int samplingPercent, String results) {}

    public ServiceTerms {
        revocations = Map.copyOf(revocations);
    }

    static ServiceTerms read(ObjectNode node) {
        Latency latency = null;
        if (node.get("service_latency") instanceof ObjectNode measured) {
            int percent = 0;
            if (measured.get("sampling") != null && measured.get("sampling").isTextual()) {
                if (!Json.string(measured, "sampling").equalsIgnoreCase("headers")) {
                    throw new IdentityException("claim \"sampling\" is not a percentage");
                }
            } else {
                percent = (int) Math.clamp(Json.integer(measured, "sampling", 0), -1, Integer.MAX_VALUE);
            }
            latency = new Latency(percent, Json.string(measured, "results"));
        }
        return new ServiceTerms(
                Json.integers(node, "revocations"),
                Json.integer(node, "response_threshold", 0),
                latency,
                Json.flag(node, "allow_trace"));
    }

    void write(ObjectNode node) {
        node.remove("revocations");
        if (!revocations.isEmpty()) {
            ObjectNode map = node.putObject("revocations");
            new TreeMap<>(revocations).forEach(map::put);
        }
        Json.put(node, "response_threshold", responseThresholdNanos);
        node.remove("service_latency");
        Latency measured = latency;
        if (measured != null) {
            ObjectNode child = node.putObject("service_latency");
            if (measured.samplingPercent() == 0) {
                child.put("sampling", "headers");
            } else {
                child.put("sampling", measured.samplingPercent());
            }
            child.put("results", measured.results());
        }
        Json.put(node, "allow_trace", allowTrace);
    }

    void validate(boolean service, Consumer<String> problems) {
        if (!service && allowTrace) {
            problems.accept("AllowTrace only valid for service export");
        }
        if (responseThresholdNanos < 0) {
            problems.accept("negative response threshold is invalid");
        }
        if (responseThresholdNanos > 0 && !service) {
            problems.accept("response threshold only valid for services");
        }
        Latency measured = latency;
        if (measured == null) {
            return;
        }
        if (!service) {
            problems.accept("latency tracking only permitted for services");
        }
        if (measured.samplingPercent() < 0 || measured.samplingPercent() > 100) {
            problems.accept("sampling percentage needs to be between 1-100");
        }
        Subjects.validate(measured.results(), problems);
        if (Subjects.hasWildcards(measured.results())) {
            problems.accept("results subject can not contain wildcards");
        }
    }
}
