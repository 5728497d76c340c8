package io.vagus.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What JetStream promises holds whatever happens. {@code -Dvagus.simulation.runs=5000} plays more seeds, {@code -Dvagus.simulation.seed=…} one of them again.
 */
class JetStreamSimulationTest {

    private static final int RUNS = Integer.getInteger("vagus.simulation.runs", 30);
    private static final long FIRST = Long.getLong("vagus.simulation.first", 1000);
    private static final Long SEED = Long.getLong("vagus.simulation.seed");
    private static final int STEPS = Integer.getInteger("vagus.simulation.steps", 600);

    private static JetStreamSimulation play(long seed) {
        JetStreamSimulation run = new JetStreamSimulation(seed);
        try {
            run.play(STEPS);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dvagus.simulation.seed=" + seed + ": " + e.getMessage(), e);
        }
        return run;
    }

    @Test
    void whatWasAcknowledgedIsNeverLostAndNothingIsMadeUp() {
        if (SEED != null) {
            System.out.println(play(SEED).events());
            return;
        }
        Map<Scene.Event, Integer> events = new EnumMap<>(Scene.Event.class);
        int failures = 0;
        for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
            try {
                play(seed).events().forEach((event, times) -> events.merge(event, times, Integer::sum));
            } catch (AssertionError e) {
                if (RUNS <= 100) {
                    throw e;
                }
                failures++;
                System.out.println(
                        String.valueOf(e.getMessage()).lines().limit(4).toList());
            }
        }
        assertThat(failures).as("seeds that failed").isZero();
        Set<Scene.Event> never = EnumSet.allOf(Scene.Event.class);
        never.removeAll(events.keySet());
        assertThat(never).as("what never happened").isEmpty();
    }

    @Test
    void theSameSeedHasTheSameHistory() {
        assumeTrue(SEED == null && RUNS <= 100);
        assertThat(play(77).history()).isEqualTo(play(77).history());
        assertThat(play(77).history()).isNotEqualTo(play(78).history());
    }
}
