package io.vagus.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One row: what repeated runs of a scenario showed on both servers. Run i of the one was followed at once by run i of the
 * other, so ratios are medians of the ratios of such pairs: what the rest of the machine did cancels out of them.
 */
record Comparison(String name, boolean timed, List<Measurement> ours, List<Measurement> real) {
    Comparison {
        if (ours.isEmpty() || ours.size() != real.size()) {
            throw new IllegalArgumentException("expected=pairs of runs, actual=" + ours.size() + " and " + real.size());
        }
    }

    static double median(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
        return median(runs.stream().mapToDouble(value).toArray());
    }

    /** How many times as many messages a second ours delivers. */
    double rateRatio() {
        return pairedRatio(ours, real, Measurement::perSecond);
    }

    /** How many times less processor time a message costs ours. */
    double cpuRatio() {
        return pairedRatio(real, ours, Measurement::cpuNanosEach);
    }

    /** How many times as long the 99th of 100 round trips takes on the real server. */
    double p99Ratio() {
        return pairedRatio(real, ours, Measurement::p99Nanos);
    }

    private static double pairedRatio(
            List<Measurement> above, List<Measurement> below, ToDoubleFunction<Measurement> value) {
        double[] ratios = new double[above.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = value.applyAsDouble(above.get(i)) / value.applyAsDouble(below.get(i));
        }
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
