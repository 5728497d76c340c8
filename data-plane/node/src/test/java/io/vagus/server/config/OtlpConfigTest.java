package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vagus.monitoring.otlp.OtlpSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OtlpConfigTest {

    private static @Nullable OtlpSettings read(String text) {
        Path file = Path.of("node.conf");
        return ConfigReader.read(MemorySources.of(file, text), file)
                .monitoring()
                .otlp();
    }

    @Test
    void readsTheBlock() {
        OtlpSettings settings = Objects.requireNonNull(read("""
            otlp {
              endpoint: "http://collector:4318"
              interval: "5s"
              headers { Authorization: "Bearer x" }
              traces: false
              service_name: orders
            }
            """));

        assertThat(settings.endpoint()).hasToString("http://collector:4318");
        assertThat(settings.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.headers()).containsEntry("authorization", "Bearer x");
        assertThat(settings.metrics()).isTrue();
        assertThat(settings.traces()).isFalse();
        assertThat(settings.serviceName()).isEqualTo("orders");
        assertThat(read("port: 4222")).isNull();
    }

    @Test
    void refusesWhatCannotWorkWithoutRepeatingASecret() {
        assertThatThrownBy(() -> read("otlp { interval: 5s }")).hasMessageContaining("otlp requires an endpoint");
        assertThatThrownBy(() -> read("otlp { endpoint: \"http://me:secret@host\" }"))
                .hasMessageContaining("without user and query")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> read("otlp { endpoint: \"ftp://host\" }")).hasMessageContaining("http or https");
        assertThatThrownBy(() -> read("otlp { endpoint: \"http://host\", interval: \"99ms\" }"))
                .hasMessageContaining("at least 100ms");
        assertThatThrownBy(() -> read("otlp { endpoint: \"http://host\", headers { \"a b\": c } }"))
                .hasMessageContaining("not a valid HTTP header");
    }
}
