package io.vagus.controlplane;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Real nodes that trust the operator of the service under test: one alone, or several as a cluster. */
final class LiveFleet implements AutoCloseable {

    /** How many nodes of which program. */
    enum Kind {
        OURS(1, false),
        REAL(1, true),
        REAL_CLUSTER(3, true);

        private final int size;
        private final boolean real;

        Kind(int size, boolean real) {
            this.size = size;
            this.real = real;
        }

        /** Whether this machine has what it takes. */
        boolean isHere() {
            return !real || LiveNode.realProgram().isPresent();
        }
    }

    private static final String REGION = "\nserver_tags: [\"region:north\"]\n";

    private final List<LiveNode> nodes = new ArrayList<>();
    private final List<String> urls;

    private LiveFleet(List<String> urls) {
        this.urls = urls;
    }

    /** Starts a fleet whose first node is on that port. */
    static LiveFleet start(Kind kind, int firstPort, Path operatorConf) throws IOException {
        List<Integer> ports = IntStream.range(0, kind.size)
                .mapToObj(i -> i == 0 ? firstPort : LiveNode.freePort())
                .toList();
        List<Integer> routes =
                ports.stream().map(port -> LiveNode.freePort()).distinct().toList();
        String known = routes.stream().map("\"nats://127.0.0.1:%d\""::formatted).collect(Collectors.joining(", "));
        LiveFleet fleet = new LiveFleet(
                ports.stream().map("nats://127.0.0.1:%d"::formatted).toList());
        for (int i = 0; i < kind.size; i++) {
            String cluster = kind.size == 1
                    ? ""
                    : "cluster { name: fleet, listen: \"127.0.0.1:%d\", routes: [%s] }".formatted(routes.get(i), known);
            List<String> program = kind.real ? LiveNode.realProgram().orElseThrow() : LiveNode.ourProgram();
            fleet.nodes.add(LiveNode.start(program, "live-" + i, ports.get(i), operatorConf, cluster + REGION));
        }
        return fleet;
    }

    List<String> urls() {
        return urls;
    }

    List<LiveNode> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(LiveNode::close);
    }
}
