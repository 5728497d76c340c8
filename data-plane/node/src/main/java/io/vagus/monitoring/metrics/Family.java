package io.vagus.monitoring.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Numbers of one kind.
 *
 * @param name in {@code snake_case}; a counter's without {@code _total}
 * @param unit at the end of the name, such as {@code bytes}; empty without one
 */
public record Family(String name, Kind kind, String unit, String help, List<Sample> samples) {

    /** How a number moves. */
    public enum Kind {
        /** Only up, from the start of the process. */
        COUNTER,
        /** Up and down. */
        GAUGE
    }

    /** One number with what tells it from the others. */
    public record Sample(Map<String, String> labels, double value) {}

    public Family {
        samples = List.copyOf(samples);
    }

    static Family counter(String name, String unit, String help, Sample... samples) {
        return new Family(name, Kind.COUNTER, unit, help, List.of(samples));
    }

    static Family gauge(String name, String unit, String help, Sample... samples) {
        return new Family(name, Kind.GAUGE, unit, help, List.of(samples));
    }

    static Sample sample(double value) {
        return new Sample(Map.of(), value);
    }

    static Sample sample(double value, String label, String is) {
        return new Sample(Map.of(label, is), value);
    }

    /** Gathers samples that belong to one family. */
    static final class Gathering {
        private final String name;
        private final Kind kind;
        private final String unit;
        private final String help;
        private final List<Sample> samples = new ArrayList<>();

        Gathering(String name, Kind kind, String unit, String help) {
            this.name = name;
            this.kind = kind;
            this.unit = unit;
            this.help = help;
        }

        void add(Map<String, String> labels, double value) {
            samples.add(new Sample(labels, value));
        }

        Family family() {
            return new Family(name, kind, unit, help, samples);
        }
    }
}
