package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** The data-plane node, with the configuration file that makes it trust this service's operator. */
final class Node implements Part {
    private final Site site;
    private final DataPlane dataPlane;

    Node(Site site, DataPlane dataPlane) {
        this.site = site;
        this.dataPlane = dataPlane;
    }

    @Override
    public PartName name() {
        return PartName.NODE;
    }

    @Override
    public Set<PartName> needs() {
        return Files.exists(site.home().operatorConf()) ? Set.of() : Set.of(PartName.CONTROL_PLANE);
    }

    @Override
    public List<Port> ports() {
        return List.of(
                new Port(site.ports().nats(), "NATS clients"),
                new Port(site.ports().monitoring(), "the node's monitoring"));
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(site.home().nodeJwts());
        Files.writeString(site.home().nodeConf(), """
            # Written by ./vagus at every start.
            server_name: vagus-1
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
            """.formatted(
                        site.ports().nats(),
                        site.ports().monitoring(),
                        site.home().nodeJwts().resolveSibling("jetstream"),
                        site.home().nodeJwts()));
    }

    @Override
    public Launch launch() {
        var program = dataPlane.program(site.installation());
        return new Launch(
                List.of(program.toString(), "-c", site.home().nodeConf().toString()),
                site.environment(),
                site.home().path());
    }

    @Override
    public boolean isHealthy() throws IOException, InterruptedException {
        return Http.answersOk(site.ports().monitoringUrl() + "/healthz");
    }
}
