package io.vagus.differential;

import java.util.List;

/**
 * A conversation to hold with both servers.
 *
 * @param name what it is about, unique within its suite
 * @param loose whether the order of what one peer hears is left to the server, so that answers are compared as a set
 */
record Scenario(String name, List<Step> steps, boolean loose) {
    Scenario {
        steps = List.copyOf(steps);
    }
}
