package io.vagus.server.config;

import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.NodeConfig.Source;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Turns a configuration file into a {@link NodeConfig}. Every field of nats-server is either put into effect,
 * checked without effect (docs/configuration.md), or unknown. Each area has a reader of its own.
 */
public final class ConfigReader {
    private final FieldReader fields;
    private final NetworkReader network;
    private final ClientPortReader clientPort;
    private final ServerReader server = new ServerReader();
    private final LoggingReader logging = new LoggingReader();
    private final JetStreamReader jetStream;
    private final SubjectsReader subjects;
    private final TopologyReader topology;
    private final AccessReader access;
    private final OtlpReader otlp;
    private final OcspReader ocsp = new OcspReader();
    private final List<BlockReader> readers;

    private ConfigReader(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.network = new NetworkReader(fields);
        this.clientPort = new ClientPortReader(fields, sources);
        this.jetStream = new JetStreamReader(fields);
        this.topology = new TopologyReader(fields, sources);
        this.subjects = new SubjectsReader(fields);
        this.access = new AccessReader(fields, sources, subjects);
        this.otlp = new OtlpReader(fields);
        this.readers = List.of(network, clientPort, server, logging, jetStream, topology, subjects, access, otlp, ocsp);
    }

    /** Reads a file. Errors: {@link ConfigException} with every mistake in it. */
    public static NodeConfig read(ConfigSources sources, Path file) {
        ConfigParser.Parsed parsed = ConfigParser.parse(sources, file);
        FieldReader fields = new FieldReader(parsed.referenced());
        if (parsed.root().pairs().isEmpty()) {
            fields.warn(file + ": config has no values or is empty");
        }
        ConfigReader reader = new ConfigReader(fields, sources);
        fields.fields(parsed.root(), reader::field);
        NodeConfig config = reader.config(file, ConfigDigest.of(parsed.root()));
        fields.throwProblems();
        return config;
    }

    private boolean field(String key, Item item) {
        for (BlockReader reader : readers) {
            if (reader.field(key, item)) {
                return true;
            }
        }
        return false;
    }

    /** With TLS, a second more than the handshake may take when nothing is said. */
    private Duration authTimeout() {
        Duration said = access.authTimeout();
        TlsSettings tls = clientPort.options().tls();
        if (said != null) {
            return said;
        }
        return tls == null ? NodeOptions.DEFAULTS.authTimeout() : tls.timeout().plusSeconds(1);
    }

    private NodeConfig config(Path file, ConfigDigest digest) {
        NodeConfig.Access who = access.access();
        return new NodeConfig(
                network.options()
                        .withClientPort(clientPort.options())
                        .withAuthTimeout(authTimeout())
                        .withOcsp(ocsp.settings())
                        .withTraceHeadersOnly(logging.logging().traceHeaders()),
                server.identity(),
                server.monitoring().withOtlp(otlp.settings()),
                who,
                subjects.subjects(),
                jetStream.settings(),
                topology.topology(),
                logging.logging(),
                server.paths(),
                new Source(file, digest, fields.warnings()));
    }
}
