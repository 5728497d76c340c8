package io.vagus.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "10s, PT10S",
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        ".5s, PT0.5S",
        "300ms, PT0.3S",
        "2us, PT0.000002S",
        "2µs, PT0.000002S",
        "7ns, PT0.000000007S",
        "-1m, PT-1M",
        "+1m, PT1M"
    })
    void readsWhatGoWrites(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "1 s", "1d", "1s2", "--1s", "300000000h", "1..5s"})
    void refusesTheRest(String text) {
        assertThat(GoDuration.parse(text)).isNull();
    }
}
