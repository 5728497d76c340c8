package io.vagus.server.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A value as written in a configuration file, before anybody says what it means. */
sealed interface ConfigValue {
    /** What a reader calls this kind of value in an error message. */
    String kind();

    record Text(String value) implements ConfigValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    record Bool(boolean value) implements ConfigValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    record Whole(long value) implements ConfigValue {
        @Override
        public String kind() {
            return "an integer";
        }
    }

    record Decimal(double value) implements ConfigValue {
        @Override
        public String kind() {
            return "a float";
        }
    }

    record Moment(Instant value) implements ConfigValue {
        @Override
        public String kind() {
            return "a date and time";
        }
    }

    record Array(List<Item> items) implements ConfigValue {
        @Override
        public String kind() {
            return "an array";
        }
    }

    /** The pairs of a map, in the order of their first writing; a key written twice has its last value. */
    record Block(Map<String, Item> pairs) implements ConfigValue {
        @Override
        public String kind() {
            return "a map";
        }
    }

    /** A value and the place of the key (or array element) that carries it. */
    record Item(ConfigValue value, Position position) {}
}
