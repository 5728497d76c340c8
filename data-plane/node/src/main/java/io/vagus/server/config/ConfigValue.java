package io.vagus.server.config;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A value as written in a configuration file, before anybody says what it means. */
sealed interface ConfigValue {
    /** What nats-server's error messages call a value of this kind. */
    String goType();

    /** How nats-server's error messages show the value; what holds other values is not shown. */
    default String goText() {
        return "[...]";
    }

    record Text(String value) implements ConfigValue {
        @Override
        public String goType() {
            return "string";
        }

        @Override
        public String goText() {
            return value;
        }
    }

    record Bool(boolean value) implements ConfigValue {
        @Override
        public String goType() {
            return "bool";
        }

        @Override
        public String goText() {
            return String.valueOf(value);
        }
    }

    record Whole(long value) implements ConfigValue {
        @Override
        public String goType() {
            return "int64";
        }

        @Override
        public String goText() {
            return String.valueOf(value);
        }
    }

    record Decimal(double value) implements ConfigValue {
        @Override
        public String goType() {
            return "float64";
        }

        @Override
        public String goText() {
            return String.valueOf(value);
        }
    }

    record Moment(Instant value) implements ConfigValue {
        @Override
        public String goType() {
            return "time.Time";
        }

        @Override
        public String goText() {
            return String.valueOf(value);
        }
    }

    record Array(List<Item> items) implements ConfigValue {
        @Override
        public String goType() {
            return "[]interface {}";
        }
    }

    /** The pairs of a map, in the order of their first writing; a key written twice has its last value. */
    record Block(Map<String, Item> pairs) implements ConfigValue {
        @Override
        public String goType() {
            return "map[string]interface {}";
        }
    }

    /** A value and the place of the key (or array element) that carries it. */
    record Item(ConfigValue value, Position position) {}
}
