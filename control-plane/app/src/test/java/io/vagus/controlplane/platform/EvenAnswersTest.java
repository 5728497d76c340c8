package io.vagus.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvenAnswersTest {

    @ParameterizedTest
    @CsvSource({"0, 50", "1, 49", "7, 43", "49, 1", "50, 50", "51, 49", "1234, 16", "-3, 3"})
    void whatIsNotThereIsAnsweredAtEvenTimes(long elapsedMillis, long wait) {
        assertThat(EvenAnswers.millisToWait(elapsedMillis)).isEqualTo(wait);
    }
}
