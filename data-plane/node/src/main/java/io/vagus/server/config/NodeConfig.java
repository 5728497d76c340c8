package io.vagus.server.config;

import io.vagus.account.Accounts;
import io.vagus.account.local.LocalAccess;
import io.vagus.transport.NodeOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node was told by its configuration file and its flags. What nobody said has nats-server's default.
 *
 * @param options the client port, its limits and times; port 0 is any free one
 * @param monitoring where the HTTP endpoints are served; null for nowhere
 * @param name the server's name; null for its id
 * @param tags free words that describe the server
 * @param source the file this was read from; null when there is none
 */
public record NodeConfig(
        NodeOptions options,
        @Nullable HostPort monitoring,
        @Nullable String name,
        List<String> tags,
        Access access,
        Logging logging,
        @Nullable Path pidFile,
        @Nullable Path portsFileDirectory,
        @Nullable Source source) {

    /** What holds without a file and without flags. */
    public static final NodeConfig DEFAULT = new NodeConfig(
            NodeOptions.DEFAULTS,
            null,
            null,
            List.of(),
            new Access(LocalAccess.OPEN, null, null),
            Logging.DEFAULT,
            null,
            null,
            null);

    /** Checks what only all fields together, flags included, can tell. Errors: {@link ConfigException}. */
    public void requireConsistent() {
        List<String> problems = new ArrayList<>();
        String problem = access.local().problem();
        if (problem != null) {
            problems.add(problem);
        }
        if (options.maxPayloadBytes() > options.maxPendingBytes()) {
            problems.add("max_payload (" + options.maxPayloadBytes() + ") cannot be higher than max_pending ("
                    + options.maxPendingBytes() + ")");
        }
        String system = access.systemAccount();
        if (access.operator() == null
                && system != null
                && !system.equals(Accounts.DEFAULT_SYSTEM)
                && access.local().accounts().stream()
                        .noneMatch(account -> account.name().equals(system))) {
            problems.add("system_account \"" + system + "\" is not one of the accounts");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /**
     * A configuration file.
     *
     * @param digest names what the file says, see {@link ConfigDigest}
     */
    public record Source(Path file, String digest) {}

    /**
     * Who may connect: by what stands in the configuration, or by JWTs below an operator.
     *
     * @param systemAccount name (or public key in operator mode) of the account for {@code $SYS}; null for the default
     * @param operator null unless accounts come as JWTs; then {@code local} is open
     */
    public record Access(
            LocalAccess local,
            @Nullable String systemAccount,
            @Nullable OperatorMode operator) {}

    /**
     * Accounts and users come as JWTs below these operators.
     *
     * @param operatorJwts their JWTs, as written
     * @param preload account JWTs by public key, used from the start
     */
    public record OperatorMode(List<String> operatorJwts, Resolver resolver, Map<String, String> preload) {}

    /** Where account JWTs are kept. */
    public sealed interface Resolver {
        /** In memory, and only what the configuration preloads. */
        record Memory() implements Resolver {}

        /**
         * On disk, fed by the control plane.
         *
         * @param limit how many accounts are kept at most
         * @param interval how often a cluster compares its copies
         * @param timeout how long a lookup may take
         */
        record Directory(
                Path directory,
                boolean allowDelete,
                boolean hardDelete,
                long limit,
                Duration interval,
                Duration timeout)
                implements Resolver {}
    }

    /**
     * What is logged, and where.
     *
     * @param file null for standard error
     */
    public record Logging(@Nullable Path file, boolean debug, boolean trace, boolean timestamps, boolean utc) {
        public static final Logging DEFAULT = new Logging(null, false, false, true, false);

        Logging withFile(Path file) {
            return new Logging(file, debug, trace, timestamps, utc);
        }

        Logging withDebug(boolean debug) {
            return new Logging(file, debug, trace, timestamps, utc);
        }

        Logging withTrace(boolean trace) {
            return new Logging(file, debug, trace, timestamps, utc);
        }

        Logging withTimestamps(boolean timestamps) {
            return new Logging(file, debug, trace, timestamps, utc);
        }

        Logging withUtc(boolean utc) {
            return new Logging(file, debug, trace, timestamps, utc);
        }
    }
}
