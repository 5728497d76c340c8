package io.vagus.controlplane.telemetry;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Takes the settings of OpenTelemetry by their standard names ({@code OTEL_EXPORTER_OTLP_ENDPOINT} and so on, in the
 * environment, or as {@code otel.exporter.otlp.endpoint}). Without that endpoint nothing
 * is collected; those of single signals only lead one of them elsewhere.
 *
 * <p>As the specification has it: OTLP over HTTP unless another protocol is named, times in milliseconds.
 */
public final class StandardVariables implements ConfigSourceFactory {

    /** Above the file of the application, below the environment and system properties. */
    private static final int ORDINAL = 270;

    private static final String OURS = "quarkus.";
    private static final String EXPORTER = "otel.exporter.otlp.";
    private static final String HEADERS = "headers";
    private static final List<String> SIGNALS = List.of("", "traces.", "metrics.", "logs.");
    private static final List<String> OF_EXPORTER = List.of("endpoint", HEADERS, "protocol", "compression");
    private static final List<String> PLAIN =
            List.of("otel.service.name", "otel.resource.attributes", "otel.traces.sampler.arg");
    private static final List<String> TIMES = List.of(
            "otel.exporter.otlp.timeout",
            "otel.bsp.schedule.delay",
            "otel.bsp.export.timeout",
            "otel.blrp.schedule.delay",
            "otel.metric.export.interval");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> settings = new HashMap<>();
        boolean anywhere = value(context, EXPORTER + "endpoint") != null;
        for (String signal : SIGNALS) {
            for (String name : OF_EXPORTER) {
                copy(context, EXPORTER + signal + name, settings);
            }
        }
        PLAIN.forEach(name -> copy(context, name, settings));
        for (String name : TIMES) {
            String time = value(context, name);
            if (time != null) {
                settings.put(OURS + name, time.chars().allMatch(Character::isDigit) ? time + "ms" : time);
            }
        }
        settings.putIfAbsent(OURS + EXPORTER + "protocol", "http/protobuf");
        boolean disabled = Boolean.parseBoolean(value(context, "otel.sdk.disabled"));
        settings.put("quarkus.otel.sdk.disabled", Boolean.toString(disabled || !anywhere));
        return List.of(new PropertiesConfigSource(settings, "OpenTelemetry's standard variables", ORDINAL));
    }

    private static void copy(ConfigSourceContext context, String name, Map<String, String> settings) {
        String value = value(context, name);
        if (value != null) {
            settings.put(OURS + name, name.endsWith(HEADERS) ? headers(value) : value);
        }
    }

    /** Values are percent-encoded as specified, and plain where they go to; a comma would end them there. */
    private static String headers(String encoded) {
        return Stream.of(encoded.split(",", -1))
                .map(pair -> URLDecoder.decode(pair.strip().replace("+", "%2B"), StandardCharsets.UTF_8)
                        .replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }

    private static @Nullable String value(ConfigSourceContext context, String name) {
        ConfigValue found = context.getValue(name);
        return found == null || found.getValue() == null || found.getValue().isBlank()
                ? null
                : found.getValue().strip();
    }
}
