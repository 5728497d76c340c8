package io.vagus.server.config;

import static io.vagus.server.config.FieldReader.address;
import static io.vagus.server.config.FieldReader.bool;
import static io.vagus.server.config.FieldReader.duration;
import static io.vagus.server.config.FieldReader.path;
import static io.vagus.server.config.FieldReader.port;
import static io.vagus.server.config.FieldReader.text;
import static io.vagus.server.config.FieldReader.whole;

import io.vagus.server.config.ConfigValue.Bool;
import io.vagus.server.config.ConfigValue.Item;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.Source;
import io.vagus.transport.NodeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a configuration file into a {@link NodeConfig}. Every field of nats-server is either put into effect, refused by
 * name ({@link Unsupported}), or unknown; none is ignored.
 */
public final class ConfigReader {
    private static final Duration SHORTEST_LAME_DUCK = Duration.ofSeconds(30);

    private final FieldReader fields;
    private final AccessReader access;

    private NodeOptions options = NodeOptions.DEFAULTS;
    private @Nullable HostPort monitoring;
    private @Nullable Integer monitoringPort;
    private @Nullable String name;
    private final List<String> tags = new ArrayList<>();
    private Logging logging = Logging.DEFAULT;
    private @Nullable Path pidFile;
    private @Nullable Path portsFileDirectory;
    private @Nullable Position lameDuckGraceAt;

    private ConfigReader(FieldReader fields, ConfigSources sources) {
        this.fields = fields;
        this.access = new AccessReader(fields, sources);
    }

    /** Reads a file. Errors: {@link ConfigException} with every mistake in it. */
    public static NodeConfig read(ConfigSources sources, Path file) {
        ConfigParser.Parsed parsed = ConfigParser.parse(sources, file);
        if (parsed.root().pairs().isEmpty()) {
            throw new ConfigException(List.of(file + ": config has no values or is empty"));
        }
        FieldReader fields = new FieldReader(parsed.referenced());
        ConfigReader reader = new ConfigReader(fields, sources);
        fields.fields(parsed.root(), reader::field);
        NodeConfig config = reader.config(new Source(file, ConfigDigest.of(parsed.root())));
        fields.throwProblems();
        return config;
    }

    private NodeConfig config(Source source) {
        NodeConfig.Access who = access.access();
        Duration authTimeout = access.authTimeout();
        if (authTimeout != null) {
            options = options.withAuthTimeout(authTimeout);
        }
        if (lameDuckGraceAt != null && options.lameDuckGrace().compareTo(options.lameDuckDuration()) >= 0) {
            fields.report(lameDuckGraceAt, "lame_duck_grace_period should be shorter than lame_duck_duration");
        }
        HostPort http = monitoring;
        if (monitoringPort != null) {
            http = new HostPort(options.host(), monitoringPort);
        }
        return new NodeConfig(
                options,
                http == null || http.port() == 0 ? null : http,
                name,
                List.copyOf(tags),
                who,
                logging,
                pidFile,
                portsFileDirectory,
                source);
    }

    private boolean field(String key, Item item) {
        return networkField(key, item)
                || limitField(key, item)
                || loggingField(key, item)
                || access.field(key, item)
                || isDisabledJetStream(key, item)
                || Unsupported.refuse(Unsupported.TOP_LEVEL, key, item);
    }

    private boolean networkField(String key, Item item) {
        switch (key) {
            case "listen" -> {
                HostPort address = address(item, options.host());
                options = options.withHost(host(address.host())).withPort(socketPort(address.port()));
            }
            case "host", "net" -> options = options.withHost(host(text(item)));
            case "port" -> options = options.withPort(socketPort(port(item)));
            case "http" -> {
                HostPort address = address(item, options.host());
                monitoring = new HostPort(host(address.host()), address.port());
            }
            case "http_port", "monitor_port" -> monitoringPort = port(item);
            case "server_name" -> name = serverName(item);
            case "server_tags" -> fields.elements(item, each -> tags.add(text(each)));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean limitField(String key, Item item) {
        switch (key) {
            case "max_connections", "max_conn" -> options = options.withMaxConnections(unlessUnlimited(item, key));
            case "max_subscriptions", "max_subs" -> options = options.withMaxSubscriptions(count(item, key));
            case "max_payload" ->
                options = options.withMaxPayloadBytes(size(item, key, NodeOptions.DEFAULTS.maxPayloadBytes()));
            case "max_pending" -> options = options.withMaxPendingBytes(whole(item, key, 0, Long.MAX_VALUE));
            case "max_control_line" ->
                options = options.withMaxControlLineBytes(size(item, key, NodeOptions.DEFAULTS.maxControlLineBytes()));
            case "max_closed_clients" -> options = options.withMaxClosedClients(count(item, key));
            case "ping_interval" -> options = options.withPingInterval(duration(item, key));
            case "ping_max" -> options = options.withMaxPingsOut(count(item, key));
            case "write_deadline" -> options = options.withWriteDeadline(duration(item, key));
            case "no_fast_producer_stall" -> options = options.withNoFastProducerStall(bool(item));
            case "max_traced_msg_len" -> options = options.withMaxTracedMessageBytes(count(item, key));
            case "lame_duck_duration" -> options = options.withLameDuckDuration(lameDuck(item));
            case "lame_duck_grace_period" -> {
                lameDuckGraceAt = item.position();
                options = options.withLameDuckGrace(positive(item, key));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean loggingField(String key, Item item) {
        switch (key) {
            case "debug" -> logging = logging.withDebug(bool(item));
            case "trace" -> logging = logging.withTrace(bool(item));
            case "logtime" -> logging = logging.withTimestamps(bool(item));
            case "logtime_utc" -> logging = logging.withUtc(bool(item));
            case "logfile", "log_file" -> logging = logging.withFile(path(item));
            case "pidfile", "pid_file" -> pidFile = path(item);
            case "ports_file_dir" -> portsFileDirectory = path(item);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isDisabledJetStream(String key, Item item) {
        return key.equals("jetstream") && item.value() instanceof Bool bool && !bool.value();
    }

    private static String serverName(Item item) {
        String name = text(item);
        if (name.indexOf(' ') >= 0) {
            throw new ConfigException(item.position(), "server_name cannot contain spaces");
        }
        return name;
    }

    private static String host(String written) {
        return written.isEmpty() ? NodeOptions.DEFAULTS.host() : written;
    }

    /** In a configuration 0 means the default and -1 any free port; the socket wants 0 for that. */
    static int socketPort(int configured) {
        return switch (configured) {
            case 0 -> NodeOptions.DEFAULTS.port();
            case HostPort.RANDOM -> 0;
            default -> configured;
        };
    }

    private static int unlessUnlimited(Item item, String key) {
        long value = whole(item, key, HostPort.RANDOM, Integer.MAX_VALUE);
        return value <= 0 ? Integer.MAX_VALUE : (int) value;
    }

    private static int count(Item item, String key) {
        return (int) Math.max(0, whole(item, key, -1, Integer.MAX_VALUE));
    }

    /** Zero stands for the default, as everywhere in nats-server. */
    private static int size(Item item, String key, int standard) {
        int size = (int) whole(item, key, 0, Integer.MAX_VALUE);
        return size == 0 ? standard : size;
    }

    private static Duration lameDuck(Item item) {
        Duration duration = duration(item, "lame_duck_duration");
        if (duration.compareTo(SHORTEST_LAME_DUCK) < 0) {
            throw new ConfigException(
                    item.position(), "invalid lame_duck_duration of " + text(item) + ", minimum is 30 seconds");
        }
        return duration;
    }

    private static Duration positive(Item item, String key) {
        Duration duration = duration(item, key);
        if (!duration.isPositive()) {
            throw new ConfigException(item.position(), "invalid " + key + ", it needs to be positive");
        }
        return duration;
    }
}
