package io.vagus.controlplane;

/**
 * A thing that a collector was told: a span, a line of the log, or a number. What it has not is empty.
 *
 * @param trace in hex, as {@code span} and {@code parent}
 * @param name of the span or number; of a line of the log its text
 * @param attributes a line of text each, {@code name=value}
 */
record Heard(String trace, String span, String parent, String name, String attributes) {

    boolean has(String attribute) {
        return attributes.contains(attribute);
    }
}
