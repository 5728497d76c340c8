package io.vagus.controlbench;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** How long each of many took, in milliseconds, in ascending order. */
record Latencies(double... millis) {

    static Latencies of(Collection<Double> measured) {
        double[] sorted = measured.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    /** The smallest that at least this part of all did not exceed. */
    double quantile(double part) {
        return millis.length == 0 ? Double.NaN : millis[Math.max(0, (int) Math.ceil(part * millis.length) - 1)];
    }

    String line(String name, double aimMillis) {
        return String.format(
                Locale.ROOT,
                "%-44s %7d %9.1f %9.1f %9.1f   %s",
                name,
                millis.length,
                quantile(0.5),
                quantile(0.95),
                quantile(1),
                quantile(0.95) < aimMillis
                        ? "ok"
                        : String.format(Locale.ROOT, "MISSED: p95 below %.0f ms is the aim", aimMillis));
    }

    static String heading() {
        return String.format("%-44s %7s %9s %9s %9s", "", "count", "p50 ms", "p95 ms", "max ms");
    }
}
