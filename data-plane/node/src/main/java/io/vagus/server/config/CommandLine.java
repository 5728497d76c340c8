package io.vagus.server.config;

import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalUser;
import io.vagus.account.local.Secret;
import io.vagus.server.config.NodeConfig.Access;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.transport.NodeOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The flags of nats-server, in the grammar of Go's flag package: {@code -name} and {@code --name} are the same, a value
 * follows as the next argument or after {@code =}, switches take a value only after {@code =}, the last of a repeated
 * flag holds. Flags override the configuration file.
 */
public final class CommandLine {
    /** What the process is asked to do. */
    public enum Action {
        RUN,
        TEST_CONFIG,
        SIGNAL,
        VERSION,
        HELP
    }

    /** Arguments that mean nothing; the message says which. */
    public static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
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
            Map.entry("config", "c"),
            Map.entry("signal", "sl"),
            Map.entry("log", "l"),
            Map.entry("logtime", "T"),
            Map.entry("debug", "D"),
            Map.entry("trace", "V"),
            Map.entry("help", "h"),
            Map.entry("version", "v"),
            Map.entry("https_port", "ms"),
            Map.entry("syslog", "s"),
            Map.entry("remote_syslog", "r"),
            Map.entry("jetstream", "js"),
            Map.entry("store_dir", "sd"),
            Map.entry("cluster_listen", "cluster"));

    private static final Set<String> SWITCHES = Set.of("t", "T", "logtime_utc", "D", "V", "VV", "DV", "DVV", "h", "v");

    private static final Set<String> WITH_TEXT =
            Set.of("a", "n", "P", "c", "sl", "ports_file_dir", "l", "user", "pass", "auth", "sd");

    private static final Set<String> WITH_NUMBER = Set.of("p", "m", "max_traced_msg_len");

    private static final Set<String> UNSUPPORTED_SWITCHES =
            Set.of("s", "js", "tls", "tlsverify", "no_advertise", "help_tls");

    private static final Set<String> UNSUPPORTED_WITH_VALUE = Set.of(
            "ms",
            "client_advertise",
            "r",
            "log_size_limit",
            "tlscert",
            "tlskey",
            "tlscacert",
            "routes",
            "cluster",
            "cluster_name",
            "cluster_advertise",
            "connect_retries",
            "profile");

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Boolean> switches = new HashMap<>();
    private boolean helpAsked;
    private boolean versionAsked;

    private CommandLine() {}

    /** Reads arguments. Errors: {@link UsageException}. */
    public static CommandLine parse(List<String> arguments) {
        CommandLine line = new CommandLine();
        line.read(arguments);
        return line;
    }

    private void read(List<String> arguments) {
        int at = 0;
        while (at < arguments.size()) {
            String argument = arguments.get(at++);
            if (argument.length() < 2 || !argument.startsWith("-")) {
                command(argument);
                return;
            }
            if (argument.equals("--")) {
                if (at < arguments.size()) {
                    command(arguments.get(at));
                }
                return;
            }
            String flag = argument.substring(argument.startsWith("--") ? 2 : 1);
            if (flag.startsWith("-") || flag.startsWith("=")) {
                throw new UsageException("bad flag syntax: " + argument);
            }
            int equals = flag.indexOf('=');
            String spelling = equals < 0 ? flag : flag.substring(0, equals);
            String name = NAME_BY_SPELLING.getOrDefault(spelling, spelling);
            String value = equals < 0 ? null : flag.substring(equals + 1);
            if (SWITCHES.contains(name) || UNSUPPORTED_SWITCHES.contains(name)) {
                readSwitch(spelling, name, value);
            } else if (WITH_TEXT.contains(name)
                    || WITH_NUMBER.contains(name)
                    || UNSUPPORTED_WITH_VALUE.contains(name)) {
                if (value == null) {
                    if (at == arguments.size()) {
                        throw new UsageException("flag needs an argument: -" + spelling);
                    }
                    value = arguments.get(at++);
                }
                readValue(spelling, name, value);
            } else {
                throw new UsageException("flag provided but not defined: -" + spelling);
            }
        }
    }

    private void command(String argument) {
        switch (argument) {
            case "help" -> helpAsked = true;
            case "version" -> versionAsked = true;
            default -> throw new UsageException("unrecognized command: \"" + argument + "\"");
        }
    }

    private void readSwitch(String spelling, String name, @Nullable String value) {
        boolean on = value == null
                || switch (value) {
                    case "1", "t", "T", "true", "TRUE", "True" -> true;
                    case "0", "f", "F", "false", "FALSE", "False" -> false;
                    default ->
                        throw new UsageException(
                                "invalid boolean value \"" + value + "\" for -" + spelling + ": parse error");
                };
        if (on && UNSUPPORTED_SWITCHES.contains(name)) {
            throw unsupported(spelling);
        }
        switches.put(name, on);
    }

    private void readValue(String spelling, String name, String value) {
        if (UNSUPPORTED_WITH_VALUE.contains(name)) {
            throw unsupported(spelling);
        }
        if (WITH_TEXT.contains(name)) {
            values.put(name, value);
            return;
        }
        try {
            numbers.put(name, Integer.decode(value));
        } catch (NumberFormatException e) {
            throw new UsageException("invalid value \"" + value + "\" for flag -" + spelling + ": parse error");
        }
    }

    private static UsageException unsupported(String spelling) {
        return new UsageException("flag -" + spelling + " is not supported by this server yet");
    }

    private boolean isOn(String... names) {
        for (String name : names) {
            if (switches.getOrDefault(name, false)) {
                return true;
            }
        }
        return false;
    }

    /** What to do. */
    public Action action() {
        if (versionAsked || isOn("v")) {
            return Action.VERSION;
        }
        if (helpAsked || isOn("h")) {
            return Action.HELP;
        }
        if (values.containsKey("sl")) {
            return Action.SIGNAL;
        }
        return isOn("t") ? Action.TEST_CONFIG : Action.RUN;
    }

    /** The configuration file named, if any. */
    public @Nullable Path configFile() {
        String file = values.get("c");
        return file == null || file.isEmpty() ? null : Path.of(file);
    }

    /** For {@link Action#SIGNAL}: the command, and after {@code =} whom to send it to. */
    public String signal() {
        return values.getOrDefault("sl", "");
    }

    /** The configuration with these flags in it. Errors: {@link ConfigException}. */
    public NodeConfig applyTo(NodeConfig config) {
        String name = values.get("n");
        String pidFile = values.get("P");
        String portsFileDirectory = values.get("ports_file_dir");
        NodeOptions options = options(config.options());
        return new NodeConfig(
                options,
                monitoring(config.monitoring(), config.options().host(), options.host()),
                name == null || name.isEmpty() ? config.name() : name,
                config.tags(),
                access(config.access()),
                logging(config.logging()),
                pidFile == null ? config.pidFile() : Path.of(pidFile),
                portsFileDirectory == null ? config.portsFileDirectory() : Path.of(portsFileDirectory),
                config.source());
    }

    private NodeOptions options(NodeOptions options) {
        NodeOptions changed = options;
        String host = values.get("a");
        if (host != null && !host.isEmpty()) {
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            changed = changed.withHost(bracketed ? host.substring(1, host.length() - 1) : host);
        }
        Integer port = numbers.get("p");
        if (port != null && port != 0) {
            changed = changed.withPort(ConfigReader.socketPort(inRange(port)));
        }
        Integer tracedBytes = numbers.get("max_traced_msg_len");
        return tracedBytes == null ? changed : changed.withMaxTracedMessageBytes(Math.max(0, tracedBytes));
    }

    /** Monitoring follows the client host unless the file gave it one of its own. */
    private @Nullable HostPort monitoring(@Nullable HostPort configured, String hostBefore, String host) {
        Integer port = numbers.get("m");
        String monitoringHost = configured == null || configured.host().equals(hostBefore) ? host : configured.host();
        if (port != null && port != 0) {
            return new HostPort(monitoringHost, inRange(port));
        }
        return configured == null ? null : new HostPort(monitoringHost, configured.port());
    }

    private static int inRange(int port) {
        if (port < HostPort.RANDOM || port > 65535) {
            throw new ConfigException(List.of("port " + port + " is out of range"));
        }
        return port;
    }

    private Access access(Access access) {
        String user = values.getOrDefault("user", "");
        String password = values.getOrDefault("pass", "");
        String token = values.getOrDefault("auth", "");
        if (user.isEmpty() && password.isEmpty() && token.isEmpty()) {
            return access;
        }
        if (access.operator() != null) {
            throw new ConfigException(List.of("users and tokens cannot be given together with an operator"));
        }
        LocalAccess local = access.local();
        if (!token.isEmpty()) {
            local = new LocalAccess(new Secret(token), List.of(), local.accounts(), local.noAuthUser());
        } else if (user.isEmpty()) {
            throw new ConfigException(List.of("cannot have a password without a user"));
        } else {
            LocalUser only = new LocalUser(user, new Secret(password), null, null);
            local = new LocalAccess(null, List.of(only), local.accounts(), local.noAuthUser());
        }
        return new Access(local, access.systemAccount(), null);
    }

    private Logging logging(Logging logging) {
        String file = values.get("l");
        return new Logging(
                file == null || file.isEmpty() ? logging.file() : Path.of(file),
                isOn("D", "DV", "DVV") || switches.getOrDefault("D", logging.debug()),
                isOn("V", "VV", "DV", "DVV") || switches.getOrDefault("V", logging.trace()),
                switches.getOrDefault("T", logging.timestamps()),
                switches.getOrDefault("logtime_utc", logging.utc()));
    }

    /** The text for {@link Action#HELP}. */
    public static String usage() {
        return """

            Usage: nats-server [options]

            Server Options:
                -a, --addr, --net <host>         Bind to host address (default: 0.0.0.0)
                -p, --port <port>                Use port for clients (default: 4222; -1: any free one)
                -n, --name
                    --server_name <server_name>  Server name (default: auto)
                -P, --pid <file>                 File to store PID
                -m, --http_port <port>           Use port for http monitoring
                -c, --config <file>              Configuration file
                -t                               Test configuration and exit
                -sl,--signal <signal>[=<pid>]    Send signal to nats-server process (ldm, stop, quit, term, reopen, reload)
                                                 <pid> can be either a PID (e.g. 1) or the path to a PID file (e.g. /var/run/nats-server.pid)
                    --ports_file_dir <dir>       Creates a ports file in the specified directory (<executable_name>_<pid>.ports).

            Logging Options:
                -l, --log <file>                 File to redirect log output
                -T, --logtime                    Timestamp log entries (default: true)
                    --logtime_utc                Timestamps in UTC instead of local timezone (default: false)
                -D, --debug                      Enable debugging output
                -V, --trace                      Trace the raw protocol
                -VV, -DV, -DVV                   Verbose trace; debug and trace; debug and verbose trace
                    --max_traced_msg_len <len>   Maximum printable length for traced messages (default: unlimited)

            Authorization Options:
                    --user <user>                User required for connections
                    --pass <password>            Password required for connections
                    --auth <token>               Authorization token required for connections

            Common Options:
                -h, --help                       Show this message
                -v, --version                    Show version
            """;
    }
}
