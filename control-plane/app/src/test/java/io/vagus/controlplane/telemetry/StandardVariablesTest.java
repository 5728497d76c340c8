package io.vagus.controlplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandardVariablesTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    @Test
    void nothingIsCollectedUnlessSomebodySaysWhereTo() {
        assertThat(setting(Map.of(), "quarkus.otel.sdk.disabled")).isEqualTo("true");
        assertThat(setting(Map.of(ENDPOINT, ""), "quarkus.otel.sdk.disabled")).isEqualTo("true");
        assertThat(setting(Map.of(ENDPOINT, "http://c:4318"), "quarkus.otel.sdk.disabled"))
                .isEqualTo("false");
        assertThat(setting(Map.of(ENDPOINT, "http://c:4318", "OTEL_SDK_DISABLED", "true"), "quarkus.otel.sdk.disabled"))
                .isEqualTo("true");
    }

    @Test
    void standardNamesSayWhereAndHow() {
        Map<String, String> environment = Map.of(
                ENDPOINT,
                "http://c:4318",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Bearer%20x%2Cy+z,b=2",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "http://t:4318",
                "OTEL_EXPORTER_OTLP_TIMEOUT",
                "2500",
                "OTEL_SERVICE_NAME",
                "cp",
                "OTEL_TRACES_SAMPLER_ARG",
                "0.25");

        assertThat(setting(environment, "quarkus.otel.exporter.otlp.endpoint")).isEqualTo("http://c:4318");
        assertThat(setting(environment, "quarkus.otel.exporter.otlp.headers"))
                .isEqualTo("authorization=Bearer x\\,y+z,b=2");
        assertThat(setting(environment, "quarkus.otel.exporter.otlp.traces.endpoint"))
                .isEqualTo("http://t:4318");
        assertThat(setting(environment, "quarkus.otel.exporter.otlp.timeout")).isEqualTo("2500ms");
        assertThat(setting(environment, "quarkus.otel.service.name")).isEqualTo("cp");
        assertThat(setting(environment, "quarkus.otel.traces.sampler.arg")).isEqualTo("0.25");
    }

    @Test
    void messagesGoOverHttpUnlessAnotherWayIsNamed() {
        assertThat(setting(Map.of(ENDPOINT, "http://c:4318"), "quarkus.otel.exporter.otlp.protocol"))
                .isEqualTo("http/protobuf");
        assertThat(setting(
                        Map.of(ENDPOINT, "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                        "quarkus.otel.exporter.otlp.protocol"))
                .isEqualTo("grpc");
    }

    private static String setting(Map<String, String> environment, String name) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new StandardVariables())
                .build();
        return config.getRawValue(name);
    }
}
