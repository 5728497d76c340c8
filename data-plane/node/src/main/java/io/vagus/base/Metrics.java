package io.vagus.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Where parts of the node register numbers that operators want to watch and that no NATS endpoint has: rate-limit hits,
 * queue lengths. Names are {@code snake_case} with the unit at their end and without a prefix; one family has one help text.
 * At most {@link Limits#METRIC_FAMILIES} families are kept, what comes later is counted but not shown. Safe for use by any
 * thread.
 */
public final class Metrics {

    /** Whether a number only grows. */
    public enum Kind {
        COUNTER,
        GAUGE
    }

    /** One number as it is now. */
    public record Reading(String name, String help, Kind kind, long value) {}

    private record Source(String help, Kind kind, LongSupplier value) {}

    private final Map<String, Source> sources = new ConcurrentSkipListMap<>();

    /** A counter that its owner adds to; adding is cheap and takes no lock. The name should end in {@code _total}. */
    public LongAdder counter(String name, String help) {
        LongAdder counter = new LongAdder();
        register(name, new Source(help, Kind.COUNTER, counter::sum));
        return counter;
    }

    /** A number that is asked for when somebody looks; must be quick. */
    public void gauge(String name, String help, LongSupplier value) {
        register(name, new Source(help, Kind.GAUGE, value));
    }

    /** A growing number that is kept elsewhere; must be quick. */
    public void counter(String name, String help, LongSupplier value) {
        register(name, new Source(help, Kind.COUNTER, value));
    }

    private void register(String name, Source source) {
        if (sources.size() < Limits.METRIC_FAMILIES || sources.containsKey(name)) {
            sources.put(name, source);
        }
    }

    /** All numbers now, by name. */
    public List<Reading> read() {
        List<Reading> readings = new ArrayList<>();
        sources.forEach((name, source) -> readings.add(
                new Reading(name, source.help(), source.kind(), source.value().getAsLong())));
        return readings;
    }
}
