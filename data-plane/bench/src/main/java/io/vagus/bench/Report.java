package io.vagus.bench;

import java.util.List;
import java.util.Locale;

/** The comparison as a table for people and as JSON for programs. */
final class Report {
    private static final String LINE = "%-14s %12s %12s %7s %12s %12s %8s %20s %20s %8s %9s%n";

    /** From here on a load that works in one thread has nothing left. */
    private static final double LOAD_IS_FULL = 0.9;

    private Report() {}

    static String heading() {
        return String.format(
                Locale.ROOT,
                LINE,
                "row",
                "ours msg/s",
                "real msg/s",
                "rate x",
                "ours ns/msg",
                "real ns/msg",
                "cpu x",
                "ours p50/p99 us",
                "real p50/p99 us",
                "p99 x",
                "load busy");
    }

    static String row(Comparison row) {
        boolean timed = row.timed();
        return String.format(
                Locale.ROOT,
                LINE,
                row.name(),
                count(Comparison.median(row.ours(), Measurement::perSecond)),
                count(Comparison.median(row.real(), Measurement::perSecond)),
                ratio(row.rateRatio()),
                number(Comparison.median(row.ours(), Measurement::cpuNanosEach)),
                number(Comparison.median(row.real(), Measurement::cpuNanosEach)),
                ratio(row.cpuRatio()),
                timed ? times(row.ours()) : "",
                timed ? times(row.real()) : "",
                timed ? ratio(row.p99Ratio()) : "",
                busy(row));
    }

    /** How busy the load was beside ours, in percent: with a star where it, and not the server, is what the rate shows. */
    private static String busy(Comparison row) {
        double busy = Comparison.median(row.ours(), Measurement::loadBusy);
        return busy == 0 ? "" : String.format(Locale.ROOT, "%.0f%%%s", 100 * busy, busy >= LOAD_IS_FULL ? "*" : "");
    }

    private static String count(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private static String number(double nanos) {
        return String.format(Locale.ROOT, "%,.0f", nanos);
    }

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "-";
    }

    private static String times(List<Measurement> runs) {
        return String.format(
                Locale.ROOT,
                "%.0f / %.0f",
                Comparison.median(runs, Measurement::p50Nanos) / 1000,
                Comparison.median(runs, Measurement::p99Nanos) / 1000);
    }

    static String json(boolean secured, double secondsPerRun, List<Comparison> rows) {
        StringBuilder json = new StringBuilder();
        json.append("{\"secured\":").append(secured);
        json.append(",\"secondsPerRun\":").append(secondsPerRun);
        json.append(",\"rows\":[");
        String separator = "";
        for (Comparison row : rows) {
            json.append(separator).append("\n{\"name\":\"").append(row.name()).append('"');
            field(json, "rateRatio", row.rateRatio());
            field(json, "cpuRatio", row.cpuRatio());
            if (row.timed()) {
                field(json, "p99Ratio", row.p99Ratio());
            }
            server(json, "ours", row.ours());
            server(json, "real", row.real());
            json.append('}');
            separator = ",";
        }
        return json.append("]}\n").toString();
    }

    private static void server(StringBuilder json, String name, List<Measurement> runs) {
        json.append(",\"").append(name).append("\":{\"runs\":").append(runs.size());
        field(json, "messagesPerSecond", Comparison.median(runs, Measurement::perSecond));
        field(json, "cpuNanosPerMessage", Comparison.median(runs, Measurement::cpuNanosEach));
        field(json, "loadBusy", Comparison.median(runs, Measurement::loadBusy));
        field(json, "p50Micros", Comparison.median(runs, Measurement::p50Nanos) / 1000);
        field(json, "p99Micros", Comparison.median(runs, Measurement::p99Nanos) / 1000);
        json.append('}');
    }

    private static void field(StringBuilder json, String name, double value) {
        json.append(",\"").append(name).append("\":");
        json.append(Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null");
    }
}
