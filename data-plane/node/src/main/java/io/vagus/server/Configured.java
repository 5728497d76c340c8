package io.vagus.server;

import io.vagus.account.Accounts;
import io.vagus.server.config.CommandLine;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.ConfigReader;
import io.vagus.server.config.ConfigSources;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.log.LogSettings;
import io.vagus.transport.NodeOptions;
import java.nio.file.Path;
import java.util.List;

/** What a process is told to be: by its file, its flags, and both together. */
final class Configured {

    private Configured() {}

    /** What file and flags say together. Errors: {@link ConfigException}. */
    static NodeConfig read(CommandLine line, ConfigSources sources) {
        Path file = line.configFile();
        NodeConfig config = line.applyTo(file == null ? NodeConfig.DEFAULT : readFile(sources, file), sources);
        Path store = config.jetStream().storeDirectory();
        if (store != null) {
            NodeOptions options = config.options();
            config = config.withOptions(options.withOcsp(options.ocsp().withStoreDirectory(store)));
        }
        config.requireConsistent();
        OperatorSetup.check(config.access());
        String problem = AccessSetup.local(config).problem();
        if (problem != null) {
            throw new ConfigException(List.of(problem));
        }
        return config;
    }

    /** What a file says alone, without what only shows together with flags. Errors: {@link ConfigException}. */
    static NodeConfig readFile(ConfigSources sources, Path file) {
        return ConfigReader.read(sources, file);
    }

    static LogSettings logSettings(NodeConfig config) {
        Logging logging = config.logging();
        return new LogSettings(
                logging.file(),
                logging.sizeLimitBytes(),
                logging.maxFiles(),
                logging.syslog(),
                logging.remoteSyslog(),
                logging.format() == Logging.Format.JSON,
                logging.debug(),
                logging.trace(),
                logging.timestamps(),
                logging.utc());
    }

    static String systemAccount(NodeConfig config) {
        String configured = config.access().systemAccount();
        OperatorMode operator = config.access().operator();
        if (configured == null && operator != null) {
            configured = OperatorSetup.systemAccount(operator);
        }
        return configured == null || configured.isEmpty() ? Accounts.DEFAULT_SYSTEM : configured;
    }
}
