package io.vagus.controlplane.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vagus.controlplane.provisioning.FakeNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficSamplerTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Set<String>> questions = new ArrayList<>();
    private long counted;
    private final TrafficSampler sampler = new TrafficSampler(
            new FakeNodes() {
                @Override
                public synchronized Map<String, List<AccountTraffic>> traffic(Set<String> accountKeys) {
                    questions.add(accountKeys);
                    return Map.of(
                            "N1",
                            accountKeys.stream()
                                    .map(key -> new AccountTraffic(key, 1, 2, counted, counted * 10, 0, 0))
                                    .toList());
                }
            },
            () -> now);

    @Test
    void nodesAreAskedAboutWhatIsLookedAtAndNothingElse() {
        sampler.sample();
        sampler.look("A", List.of());
        sampler.sample();

        assertThat(questions).containsExactly(Set.of("A"));
    }

    @Test
    void whoWentAwayIsForgottenAndWhoStaysIsNot() {
        sampler.look("A", List.of());
        sampler.look("B", List.of());
        now = now.plus(TrafficSampler.LOOKED_AT);
        sampler.seen("B");
        now = now.plus(Duration.ofSeconds(1));
        sampler.sample();

        assertThat(questions).containsExactly(Set.of("B"));
        assertThat(sampler.seen("A")).isNull();
    }

    @Test
    void whatWasStoredIsShownUntilTheNodesHaveAnsweredAndGoesBeforeWhatTheySay() {
        TrafficSample stored = new TrafficSample(now.minusSeconds(10), 4, 5, 6, 7, 8);

        assertThat(sampler.look("A", List.of(stored)).in().messagesPerSecond()).isEqualTo(5);
        sampler.sample();
        counted = 200;
        now = now.plusSeconds(2);
        sampler.sample();

        Traffic traffic = sampler.look("A", List.of());
        assertThat(traffic.in().messagesPerSecond()).isEqualTo(100);
        assertThat(traffic.history()).hasSize(2).startsWith(stored);
        assertThat(traffic.history().getLast().inMessagesPerSecond()).isEqualTo(100);
    }

    @Test
    void beyondTheMostThatAreLookedAtOnlyWhatIsStoredIsShown() {
        for (int i = 0; i < TrafficSampler.MAX_WATCHED; i++) {
            sampler.look("A" + i, List.of());
        }
        sampler.look("late", List.of());
        sampler.sample();

        assertThat(questions.getFirst()).hasSize(TrafficSampler.MAX_WATCHED).doesNotContain("late");
        assertThat(sampler.seen("late")).isNull();
    }
}
