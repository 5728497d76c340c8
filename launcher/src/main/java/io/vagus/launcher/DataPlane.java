package io.vagus.launcher;

import java.nio.file.Path;

/** Which program serves messages: our node, or the real nats-server in its place. Both read the same configuration file. */
sealed interface DataPlane {
    Path program(Installation installation);

    /** As written in a command. */
    String id();

    /** How many nodes there are; several are one cluster. */
    default int nodes() {
        return 1;
    }

    record OurNode() implements DataPlane {
        @Override
        public Path program(Installation installation) {
            return installation.node();
        }

        @Override
        public String id() {
            return "vagus";
        }
    }

    /** Real nats-servers: one, or several in a cluster. */
    record RealNatsServers(String id, Path program, int nodes) implements DataPlane {
        @Override
        public Path program(Installation installation) {
            return program;
        }
    }
}
