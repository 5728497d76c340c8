package io.vagus.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * *|2026-01-01T00:00:01Z",
                "0 30 14 * * *|2026-01-01T14:30:00Z",
                "0 0 0 29 feb *|2028-02-29T00:00:00Z",
                "0 0 12 * * mon|2026-01-05T12:00:00Z",
                "0 0/15 * * * ?|2026-01-01T00:15:00Z",
                "5,10 0 0 1 1-3/2 *|2026-01-01T00:00:05Z",
                "0 0 0 13 * fri|2026-01-02T00:00:00Z"
            })
    void findsTheNextTime(String pattern, String expected) {
        Cron cron = Objects.requireNonNull(Cron.parse(pattern));
        assertThat(Objects.requireNonNull(cron.next(ZonedDateTime.parse("2026-01-01T00:00:00Z")))
                        .toInstant())
                .hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *",
                "60 * * * * *",
                "* * * 0 * *",
                "* * * * * 7",
                "a * * * * *",
                "*/0 * * * * *",
                "5-1 * * * * *"
            })
    void refusesWhatIsNoPattern(String pattern) {
        assertThat(Cron.parse(pattern)).isNull();
    }

    @Test
    void keepsToTheTimeOfAZone() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Cron cron = Objects.requireNonNull(Cron.parse("0 0 9 * * *"));
        assertThat(Objects.requireNonNull(cron.next(ZonedDateTime.of(2026, 3, 28, 10, 0, 0, 0, berlin)))
                        .toInstant())
                .hasToString("2026-03-29T07:00:00Z");
    }
}
