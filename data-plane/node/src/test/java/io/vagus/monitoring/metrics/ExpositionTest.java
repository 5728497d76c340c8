package io.vagus.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final List<Family> FAMILIES = List.of(
            Family.counter("sent_bytes", "bytes", "Sent \"bytes\".", Family.sample(5, "to", "a\\b\"c\nd")),
            Family.gauge("load", "", "Load.", new Family.Sample(Map.of(), 0.5)),
            Family.gauge("nothing", "", "Never seen."));

    @Test
    void writesPrometheusText() {
        assertThat(Exposition.PROMETHEUS.write(FAMILIES)).isEqualTo("""
            # TYPE sent_bytes_total counter
            # HELP sent_bytes_total Sent "bytes".
            sent_bytes_total{to="a\\\\b\\"c\\nd"} 5
            # TYPE load gauge
            # HELP load Load.
            load 0.5
            """);
    }

    @Test
    void writesOpenMetrics() {
        assertThat(Exposition.OPEN_METRICS.write(FAMILIES)).isEqualTo("""
            # TYPE sent_bytes counter
            # UNIT sent_bytes bytes
            # HELP sent_bytes Sent \\"bytes\\".
            sent_bytes_total{to="a\\\\b\\"c\\nd"} 5
            # TYPE load gauge
            # HELP load Load.
            load 0.5
            # EOF
            """);
    }

    @Test
    void choosesTheFormThatTheAskerLikesBetter() {
        assertThat(Exposition.of("")).isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.of("*/*")).isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.of("application/openmetrics-text")).isEqualTo(Exposition.OPEN_METRICS);
        assertThat(Exposition.of(
                        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"))
                .isEqualTo(Exposition.OPEN_METRICS);
        assertThat(Exposition.of("application/openmetrics-text;q=0.2,text/plain;q=0.9"))
                .isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.of("application/openmetrics-text;q=x")).isEqualTo(Exposition.PROMETHEUS);
    }
}
