package io.vagus.server;

import io.vagus.base.Clock;
import io.vagus.base.Log.Level;
import io.vagus.base.Randomness;
import io.vagus.server.SignalCommand.SignalException;
import io.vagus.server.config.CommandLine;
import io.vagus.server.config.CommandLine.UsageException;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.ConfigSources;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.log.LocalZone;
import io.vagus.server.log.ProcessLog;
import io.vagus.transport.BoundPort;
import io.vagus.transport.NodeIdentity;
import io.vagus.transport.tls.TlsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code nats-server} command. Exit codes: 0 after an orderly end, 1 with the reason on standard error. */
public final class Main {
    static final int OK = 0;
    static final int FAILED = 1;
    private static final String NAME = "nats-server: ";
    private static final String SELECTORS = "java.nio.channels.spi.SelectorProvider";

    private Main() {}

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        int exitCode = run(List.of(arguments));
        System.out.flush();
        System.err.flush();
        // No shutdown hooks are registered, and a quick end matters: nothing is left to be closed.
        Runtime.getRuntime().halt(exitCode);
    }

    /**
     * Says which selectors Linux has. Otherwise whoever opens the first socket looks for others in every jar on the class
     * path, which takes longer than all else before the port is bound.
     */
    private static void nameSelectors() {
        if (System.getProperty("os.name", "").equals("Linux") && System.getProperty(SELECTORS) == null) {
            System.setProperty(SELECTORS, "sun.nio.ch.EPollSelectorProvider");
        }
    }

    private static int run(List<String> arguments) {
        CommandLine line;
        try {
            line = CommandLine.parse(arguments);
        } catch (UsageException e) {
            if (!e.showsUsage()) {
                return fail(NAME + e.getMessage());
            }
            // Flags that mean nothing end as a question for help does: nats-server has it so.
            System.err.println(e.getMessage());
            System.out.print(CommandLine.usage());
            return OK;
        }
        return switch (line.action()) {
            case VERSION -> {
                System.out.println(NAME + "v" + NodeIdentity.COMPATIBLE_VERSION);
                yield OK;
            }
            case HELP -> {
                System.out.print(CommandLine.usage());
                yield OK;
            }
            case HELP_TLS -> {
                System.out.print(CommandLine.tlsHelp());
                yield OK;
            }
            case SIGNAL -> signal(line.signal());
            case TEST_CONFIG -> testConfig(line);
            case RUN -> serve(line);
        };
    }

    private static int signal(String argument) {
        try {
            SignalCommand.run(argument);
            return OK;
        } catch (SignalException e) {
            return fail(NAME + e.getMessage());
        }
    }

    private static int testConfig(CommandLine line) {
        Path file = line.configFile();
        if (file == null) {
            return fail(NAME + "must specify [-c, --config] option to check configuration file syntax");
        }
        NodeConfig.Source source;
        try {
            source = Configured.readFile(new LocalSources(), file).source();
        } catch (ConfigException e) {
            return fail(NAME + e.report());
        }
        if (source == null || !source.warnings().isEmpty()) {
            return fail(NAME + (source == null ? "" : String.join("\n", source.warnings()) + "\n"));
        }
        System.err.println(NAME + "configuration file " + file + " is valid (" + source.digest() + ")");
        return OK;
    }

    private static int serve(CommandLine line) {
        NodeConfig config = readConfig(line, LocalSources.withoutCertificates());
        if (config == null) {
            return FAILED;
        }
        nameSelectors();
        BoundPort port = null;
        String refusal = null;
        try {
            port = Server.bind(config);
        } catch (IOException | RuntimeException e) {
            // There is no log yet to say it in.
            refusal = String.valueOf(e.getMessage());
        }
        ConfigSources sources = new LocalSources();
        Clock clock = Clock.system();
        long pid = ProcessHandle.current().pid();
        ProcessLog log;
        try {
            log = new ProcessLog(Configured.logSettings(config), clock, LocalZone.find(), pid);
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
        if (port == null) {
            log.write(Level.FATAL, String.valueOf(refusal));
            return FAILED;
        }
        Server server =
                new Server(line, sources, config, port, clock, Randomness.secure(), log, new ProcessFiles(pid, log));
        ProcessSignals signals = ProcessSignals.connect(server, log);
        try {
            server.start();
        } catch (TlsException e) {
            // Reading all again, certificates too, says where in the configuration they are named.
            if (readConfig(line, sources) != null) {
                return fail(NAME + e.getMessage());
            }
            return FAILED;
        } catch (IOException | RuntimeException e) {
            // The process ends with this, and everything it holds: the reason stays the last line of the log.
            log.write(Level.FATAL, String.valueOf(e.getMessage()));
            return FAILED;
        }
        signals.started();
        server.awaitStop();
        return OK;
    }

    private static @Nullable NodeConfig readConfig(CommandLine line, ConfigSources sources) {
        try {
            NodeConfig config = Configured.read(line, sources);
            config.requireSystemAccount();
            if (config.source() != null) {
                config.source().warnings().forEach(System.err::println);
            }
            return config;
        } catch (ConfigException e) {
            fail(NAME + e.report());
            return null;
        }
    }

    private static int fail(String message) {
        System.err.println(message);
        return FAILED;
    }
}
