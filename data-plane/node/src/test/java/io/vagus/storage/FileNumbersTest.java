package io.vagus.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNumbersTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 255, 4096, 999_999_999_999L, 1_000_000_000_000L, Long.MAX_VALUE})
    void areWrittenAsTheFormatterWritesThem(long number) {
        assertThat(FileNumbers.decimal(number)).isEqualTo(String.format(Locale.ROOT, "%012d", number));
        assertThat(FileNumbers.hexadecimal(number)).isEqualTo(String.format(Locale.ROOT, "%016x", number));
    }
}
