package io.vagus.server.config;

import io.vagus.account.local.Door;
import io.vagus.account.local.Secret;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.server.config.FlagSet.FlagException;
import io.vagus.server.config.FlagSet.Kind;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.Identity;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.Monitoring;
import io.vagus.server.config.NodeConfig.ProcessPaths;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flags of nats-server, in the grammar of {@link FlagSet}. They override the configuration file. */
public final class CommandLine {
    /** What the process is asked to do. */
    public enum Action {
        RUN,
        TEST_CONFIG,
        SIGNAL,
        VERSION,
        HELP,
        HELP_TLS
    }

    /** Arguments that mean nothing; the message says which. */
    public static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final boolean showsUsage;

        UsageException(String message, boolean showsUsage) {
            super(message);
            this.showsUsage = showsUsage;
        }

        /** Whether it is a flag that means nothing: then nats-server shows its usage, and ends as after {@code --help}. */
        public boolean showsUsage() {
            return showsUsage;
        }
    }

    private static final Map<String, String> NAME_BY_SPELLING = Map.ofEntries(
            Map.entry("addr", "a"),
            Map.entry("net", "a"),
            Map.entry("port", "p"),
            Map.entry("name", "n"),
            Map.entry("server_name", "n"),
            Map.entry("pid", "P"),
            Map.entry("http_port", "m"),
            Map.entry("https_port", "ms"),
            Map.entry("config", "c"),
            Map.entry("signal", "sl"),
            Map.entry("log", "l"),
            Map.entry("logtime", "T"),
            Map.entry("syslog", "s"),
            Map.entry("remote_syslog", "r"),
            Map.entry("debug", "D"),
            Map.entry("trace", "V"),
            Map.entry("jetstream", "js"),
            Map.entry("store_dir", "sd"),
            Map.entry("cluster_listen", "cluster"),
            Map.entry("help", "h"),
            Map.entry("version", "v"));

    private static final List<String> SWITCHES = List.of(
            "t",
            "T",
            "logtime_utc",
            "s",
            "D",
            "V",
            "VV",
            "DV",
            "DVV",
            "js",
            "tls",
            "tlsverify",
            "no_advertise",
            "h",
            "v",
            "help_tls");
    private static final List<String> TEXTS = List.of(
            "a",
            "n",
            "P",
            "c",
            "sl",
            "client_advertise",
            "ports_file_dir",
            "l",
            "r",
            "sd",
            "user",
            "pass",
            "auth",
            "tlscert",
            "tlskey",
            "tlscacert",
            "routes",
            "cluster",
            "cluster_name",
            "cluster_advertise");
    private static final List<String> NUMBERS =
            List.of("p", "m", "ms", "log_size_limit", "max_traced_msg_len", "connect_retries", "profile");
    private static final Map<String, Kind> KINDS = kinds();

    private final FlagSet flags = new FlagSet(KINDS, NAME_BY_SPELLING);

    private CommandLine() {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        SWITCHES.forEach(name -> kinds.put(name, Kind.SWITCH));
        TEXTS.forEach(name -> kinds.put(name, Kind.TEXT));
        NUMBERS.forEach(name -> kinds.put(name, Kind.NUMBER));
        return Map.copyOf(kinds);
    }

    /** Reads arguments. Errors: {@link UsageException}. */
    public static CommandLine parse(List<String> arguments) {
        CommandLine line = new CommandLine();
        try {
            line.flags.parse(arguments);
        } catch (FlagException e) {
            throw new UsageException(String.valueOf(e.getMessage()), true);
        }
        boolean isCommand = line.hasCommand("help") || line.hasCommand("version") || line.asksForText();
        if (!isCommand && !line.flags.rest().isEmpty()) {
            throw new UsageException(
                    "unrecognized command: \"" + line.flags.rest().getFirst() + "\"", false);
        }
        return line;
    }

    private boolean asksForText() {
        return flags.isOn("v", false) || flags.isOn("h", false) || flags.isOn("help_tls", false);
    }

    private boolean hasCommand(String name) {
        return !flags.rest().isEmpty() && flags.rest().getFirst().equalsIgnoreCase(name);
    }

    /** What to do. */
    public Action action() {
        if (flags.isOn("v", false)) {
            return Action.VERSION;
        }
        if (flags.isOn("h", false)) {
            return Action.HELP;
        }
        if (flags.isOn("help_tls", false)) {
            return Action.HELP_TLS;
        }
        if (hasCommand("version")) {
            return Action.VERSION;
        }
        if (hasCommand("help")) {
            return Action.HELP;
        }
        if (flags.text("sl") != null) {
            return Action.SIGNAL;
        }
        return flags.isOn("t", false) ? Action.TEST_CONFIG : Action.RUN;
    }

    /** The configuration file named, if any. */
    public @Nullable Path configFile() {
        return path("c", null);
    }

    /** For {@link Action#SIGNAL}: the command, and after {@code =} whom to send it to. */
    public String signal() {
        String signal = flags.text("sl");
        return signal == null ? "" : signal;
    }

    /** The text for {@link Action#HELP}. */
    public static String usage() {
        return Usage.FLAGS;
    }

    /** The text for {@link Action#HELP_TLS}. */
    public static String tlsHelp() {
        return Usage.TLS;
    }

    /** The configuration with these flags in it. Errors: {@link ConfigException}. */
    public NodeConfig applyTo(NodeConfig config, ConfigSources sources) {
        return new NodeConfig(
                options(config.options(), sources),
                identity(config.identity()),
                monitoring(config.monitoring()),
                access(config.access()),
                config.subjects(),
                jetStream(config.jetStream()),
                config.topology()
                        .withCluster(ClusterFlags.apply(flags, config.topology().cluster())),
                logging(config.logging()),
                new ProcessPaths(
                        path("P", config.paths().pidFile()),
                        path("ports_file_dir", config.paths().portsFileDirectory())),
                config.source());
    }

    private @Nullable Path path(String name, @Nullable Path before) {
        String text = flags.text(name);
        return text == null ? before : Path.of(text);
    }

    private int number(String name, int before) {
        Long number = flags.number(name);
        return number == null || number == 0 ? before : Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private NodeOptions options(NodeOptions options, ConfigSources sources) {
        NodeOptions changed = options;
        String host = flags.text("a");
        if (host != null) {
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            changed = changed.withHost(bracketed ? host.substring(1, host.length() - 1) : host);
        }
        int port = number("p", 0);
        if (port != 0) {
            changed = changed.withPort(NetworkReader.socketPort(port));
        }
        int tracedBytes = number("max_traced_msg_len", 0);
        changed = tracedBytes == 0 ? changed : changed.withMaxTracedMessageBytes(Math.max(0, tracedBytes));
        return changed.withClientPort(clientPort(changed.clientPort(), sources));
    }

    private PortOptions clientPort(PortOptions port, ConfigSources sources) {
        String advertise = flags.text("client_advertise");
        PortOptions changed = advertise == null ? port : port.withClientAdvertise(advertise);
        TlsSettings tls = TlsFlags.read(flags, sources);
        return tls == null && !TlsFlags.turnOff(flags) ? changed : changed.withTls(tls);
    }

    private Identity identity(Identity identity) {
        String name = flags.text("n");
        return name == null ? identity : new Identity(name, identity.tags(), identity.metadata());
    }

    private Monitoring monitoring(Monitoring monitoring) {
        return new Monitoring(
                monitoring.host(),
                number("m", monitoring.port()),
                number("ms", monitoring.securePort()),
                monitoring.basePath(),
                number("profile", monitoring.profilingPort()),
                monitoring.noSystemAccount(),
                monitoring.otlp());
    }

    private JetStreamSettings jetStream(JetStreamSettings settings) {
        Path directory = path("sd", null);
        JetStreamSettings changed = settings.withEnabled(flags.isOn("js", settings.enabled()));
        return directory == null ? changed : changed.withStoreDirectory(directory);
    }

    private Access access(Access access) {
        String user = flags.text("user");
        String password = flags.text("pass");
        String token = flags.text("auth");
        if (user == null && password == null && token == null) {
            return access;
        }
        Door door = access.local().door();
        Door changed = new Door(
                user == null ? door.user() : user,
                password == null ? door.password() : new Secret(password),
                token == null ? door.token() : new Secret(token),
                door.noAuthUser(),
                door.noAuthUserHidden(),
                door.certificatesMapped());
        return new Access(
                access.local().withDoor(changed),
                access.systemAccount(),
                access.operator(),
                access.trustedProxies(),
                access.auditLog());
    }

    private Logging logging(Logging logging) {
        Long sizeLimit = flags.number("log_size_limit");
        String remote = flags.text("r");
        return new Logging(
                path("l", logging.file()),
                sizeLimit == null ? logging.sizeLimitBytes() : sizeLimit,
                logging.maxFiles(),
                flags.isOn("s", logging.syslog()),
                remote == null ? logging.remoteSyslog() : remote,
                logging.format(),
                lastOf(logging.debug(), "D", "DV", "DVV"),
                lastOf(logging.trace(), "V", "DV", "DVV", "VV"),
                lastOf(logging.traceVerbose(), "DVV", "VV"),
                logging.traceHeaders(),
                flags.isOn("T", logging.timestamps()),
                flags.isOn("logtime_utc", logging.utc()));
    }

    /** What the last of these switches says that was given, in the order of nats-server, which is that of the alphabet. */
    private boolean lastOf(boolean before, String... names) {
        boolean on = before;
        for (String name : names) {
            on = flags.isOn(name, on);
        }
        return on;
    }
}
