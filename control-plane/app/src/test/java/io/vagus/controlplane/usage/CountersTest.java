package io.vagus.controlplane.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.controlplane.provisioning.Nodes.AccountTraffic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void addsUpServersAndCountsPerSecond() {
        Counters before = new Counters(START, Map.of("N1", received(100), "N2", received(10)));
        Counters now = new Counters(START.plusSeconds(2), Map.of("N1", received(300), "N2", received(20)));

        Traffic traffic = now.after(before, List.of());

        assertThat(traffic.in().messages()).isEqualTo(320);
        assertThat(traffic.in().messagesPerSecond()).isEqualTo(105);
        assertThat(traffic.out().messages()).isEqualTo(640);
        assertThat(traffic.connections()).isEqualTo(2);
    }

    @Test
    void serverThatStartedAnewOrIsNewMovesNothingBackwards() {
        Counters before = new Counters(START, Map.of("N1", received(100)));
        Counters now = new Counters(START.plusSeconds(1), Map.of("N1", received(5), "N2", received(1_000)));

        assertThat(now.after(before, List.of()).in().messagesPerSecond()).isZero();
        assertThat(now.after(null, List.of()).in().messagesPerSecond()).isZero();
    }

    private static AccountTraffic received(long messages) {
        return new AccountTraffic("A", 1, 3, messages, messages * 10, messages * 2, messages * 20);
    }
}
