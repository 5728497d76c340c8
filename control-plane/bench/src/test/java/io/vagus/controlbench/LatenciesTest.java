package io.vagus.controlbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantileIsTheSmallestThatSoManyDidNotExceed() {
        Latencies hundred = Latencies.of(
                IntStream.rangeClosed(1, 100).mapToObj(i -> 101.0 - i).toList());

        assertThat(DoubleStream.of(hundred.quantile(0.5), hundred.quantile(0.95), hundred.quantile(1))
                        .boxed())
                .containsExactly(50.0, 95.0, 100.0);
        assertThat(Latencies.of(List.of(7.0)).quantile(0.95)).isEqualTo(7);
        assertThat(Latencies.of(List.of()).quantile(0.95)).isNaN();
    }

    @Test
    void lineSaysWhenTheAimIsMissed() {
        assertThat(Latencies.of(List.of(199.0)).line("a", 200)).endsWith("ok");
        assertThat(Latencies.of(List.of(200.0)).line("a", 200)).contains("MISSED");
        assertThat(Latencies.of(List.of()).line("a", 200)).contains("MISSED");
    }

    @Test
    void pacedLoadDoesEachOnceAndCountsFromWhenItWasDue() {
        AtomicInteger done = new AtomicInteger();

        Latencies latencies = Load.paced(50, Duration.ofSeconds(1), i -> done.incrementAndGet());

        assertThat(done).hasValue(50);
        assertThat(latencies.millis()).hasSize(50);
    }
}
