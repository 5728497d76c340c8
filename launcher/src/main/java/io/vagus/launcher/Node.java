package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A data-plane node, with the configuration file that makes it trust this service's operator, alone or as one of a cluster. */
final class Node implements Part {
    private final Site site;
    private final DataPlane dataPlane;
    private final NodePorts own;

    Node(Site site, DataPlane dataPlane, NodePorts own) {
        this.site = site;
        this.dataPlane = dataPlane;
        this.own = own;
    }

    @Override
    public PartName name() {
        return own.node();
    }

    @Override
    public Set<PartName> needs() {
        return Files.exists(site.home().operatorConf()) ? Set.of() : Set.of(PartName.CONTROL_PLANE);
    }

    @Override
    public List<Port> ports() {
        var ports = new ArrayList<>(
                List.of(new Port(own.nats(), "NATS clients"), new Port(own.monitoring(), "the node's monitoring")));
        if (isOneOfACluster()) {
            ports.add(new Port(own.cluster(), "the other nodes"));
        }
        return List.copyOf(ports);
    }

    @Override
    public void prepare() throws IOException {
        var folder = site.home().node(name());
        Files.createDirectories(folder.resolve("jwt"));
        Files.writeString(folder.resolve("nats.conf"), """
            # Written by ./vagus at every start.
            server_name: vagus-%d
            listen: "127.0.0.1:%d"
            http: "127.0.0.1:%d"
            jetstream { store_dir: "%s" }
            include '../bootstrap/operator.conf'
            resolver {
              type: full
              dir: "%s"
              allow_delete: true
              interval: "2m"
              limit: 100000
            }
            %s\
            """.formatted(
                        site.nodes().indexOf(own) + 1,
                        own.nats(),
                        own.monitoring(),
                        folder.resolve("jetstream"),
                        folder.resolve("jwt"),
                        isOneOfACluster() ? cluster() : ""));
    }

    private boolean isOneOfACluster() {
        return site.nodes().size() > 1;
    }

    private String cluster() {
        var routes = site.nodes().stream()
                .map(node -> "\"" + node.clusterUrl() + "\"")
                .collect(Collectors.joining(", "));
        return "cluster { name: vagus, listen: \"127.0.0.1:%d\", routes: [%s] }\n".formatted(own.cluster(), routes);
    }

    @Override
    public Launch launch() {
        var program = dataPlane.program(site.installation());
        return new Launch(
                List.of(
                        program.toString(),
                        "-c",
                        site.home().node(name()).resolve("nats.conf").toString()),
                site.environment(),
                site.home().path());
    }

    /** Of a cluster: once it has found the others and they agree who leads. */
    @Override
    public boolean isHealthy() throws IOException, InterruptedException {
        return Http.answersOk(own.monitoringUrl() + "/healthz");
    }
}
