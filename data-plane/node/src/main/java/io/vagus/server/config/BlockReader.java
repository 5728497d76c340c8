package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Item;

/** Reads the top-level fields of one area. What it read it answers by a method of its own, once all fields were seen. */
@FunctionalInterface
interface BlockReader {
    /** Reads a field if it belongs here; false if it does not. Errors: {@link ConfigException}. */
    boolean field(String lowerCaseKey, Item item);
}
