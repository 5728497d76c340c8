package io.vagus.launcher;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The parts of a service, in the order in which they are listed; they stop in the reverse order. */
enum PartName {
    POSTGRES("postgres"),
    KEYCLOAK("keycloak"),
    CONTROL_PLANE("control-plane"),
    NODE("node"),
    /** The second and third of a cluster; a service with one node has neither. */
    NODE_2("node-2"),
    NODE_3("node-3"),
    BILLING("billing");

    private final String id;

    PartName(String id) {
        this.id = id;
    }

    /** The name used in commands, file names and messages. */
    String id() {
        return id;
    }

    static PartName of(String id) {
        return Arrays.stream(values())
                .filter(part -> part.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new LaunchException("no part is called '" + id + "'; the parts are "
                        + Arrays.stream(values()).map(PartName::id).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return id;
    }
}
