package io.vagus.server.config;

import io.vagus.account.Accounts;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.sharing.AccountSubjects;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.monitoring.otlp.OtlpSettings;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a node was told by its configuration file and its flags, one record an area. What nobody said has
 * nats-server's default.
 *
 * @param options the client port, its limits and times; port 0 is any free one
 * @param subjects mappings, imports, exports and tracing, by account
 * @param source the file this was read from; null when there is none
 */
public record NodeConfig(
        NodeOptions options,
        Identity identity,
        Monitoring monitoring,
        Access access,
        Map<String, AccountSubjects> subjects,
        JetStreamSettings jetStream,
        Topology topology,
        Logging logging,
        ProcessPaths paths,
        @Nullable Source source) {

    /** What holds without a file and without flags. */
    public static final NodeConfig DEFAULT = new NodeConfig(
            NodeOptions.DEFAULTS,
            Identity.DEFAULT,
            Monitoring.NONE,
            new Access(LocalAccess.OPEN, null, null, List.of(), null),
            Map.of(),
            JetStreamSettings.DISABLED,
            Topology.ALONE,
            Logging.DEFAULT,
            ProcessPaths.NONE,
            null);

    /** Checks what only all fields together, flags included, can tell. Errors: {@link ConfigException} with the first. */
    public void requireConsistent() {
        new Consistency(this).require();
    }

    /** Checks what a server needs to start, which a changed configuration is not asked. Errors: {@link ConfigException}. */
    public void requireSystemAccount() {
        String system = access.systemAccount();
        if (access.operator() == null
                && system != null
                && !system.isEmpty()
                && !system.equals(Accounts.GLOBAL)
                && access.local().accounts().stream()
                        .noneMatch(account -> account.name().equals(system))) {
            throw new ConfigException(List.of("error resolving system account: account missing"));
        }
    }

    public NodeConfig withOptions(NodeOptions options) {
        return new NodeConfig(
                options, identity, monitoring, access, subjects, jetStream, topology, logging, paths, source);
    }

    public NodeConfig withTopology(Topology topology) {
        return new NodeConfig(
                options, identity, monitoring, access, subjects, jetStream, topology, logging, paths, source);
    }

    /**
     * A configuration file.
     *
     * @param digest names what the file says
     * @param warnings what is odd about it, a line each
     */
    public record Source(Path file, ConfigDigest digest, List<String> warnings) {}

    /**
     * What the node is called.
     *
     * @param name null for its id
     * @param tags free words that describe the server, in lower case
     */
    public record Identity(@Nullable String name, List<String> tags, Map<String, String> metadata) {
        public static final Identity DEFAULT = new Identity(null, List.of(), Map.of());
    }

    /**
     * Where the HTTP endpoints are served. Ports: 0 for nowhere, {@link HostPort#RANDOM} for any free one.
     *
     * @param host empty for that of the client port
     * @param basePath what stands before every endpoint; empty or with a leading and no trailing slash
     * @param profilingPort where threads and heap are told
     * @param noSystemAccount whether there are no services and events, unless a system account is named
     * @param otlp where metrics and spans are sent; null for nowhere
     */
    public record Monitoring(
            String host,
            int port,
            int securePort,
            String basePath,
            int profilingPort,
            boolean noSystemAccount,
            @Nullable OtlpSettings otlp) {
        public static final Monitoring NONE = new Monitoring("", 0, 0, "", 0, false, null);

        Monitoring withOtlp(@Nullable OtlpSettings sent) {
            return new Monitoring(host, port, securePort, basePath, profilingPort, noSystemAccount, sent);
        }

        /** The endpoints' address, secure or not, next to a client port at that host; null for nowhere. */
        public @Nullable HostPort address(String clientHost) {
            int served = port == 0 ? securePort : port;
            return served == 0 ? null : new HostPort(host.isEmpty() ? clientHost : host, served);
        }
    }

    /** Files that tell others about the process; null for none. */
    public record ProcessPaths(
            @Nullable Path pidFile, @Nullable Path portsFileDirectory) {
        public static final ProcessPaths NONE = new ProcessPaths(null, null);
    }

    /**
     * Who may connect: by what stands in the configuration, or by JWTs below an operator.
     *
     * @param systemAccount name (or public key in operator mode) of the account for {@code $SYS}; null for the default
     * @param operator null unless accounts come as JWTs
     * @param trustedProxies public nkeys of the proxies that may vouch for connections
     * @param auditLog the file that tells of logins and changed claims; null for none
     */
    public record Access(
            LocalAccess local,
            @Nullable String systemAccount,
            @Nullable OperatorMode operator,
            List<String> trustedProxies,
            @Nullable Path auditLog) {}

    /**
     * Accounts and users come as JWTs below these operators.
     *
     * @param operatorJwts their JWTs, as written
     * @param trustedKeys keys of operators whose JWTs are not at hand
     * @param resolver null where none is given
     * @param preload account JWTs by public key, used from the start
     * @param pinnedAccounts the only accounts whose users may connect; null for all
     * @param defaultSentinel the user JWT of clients who show none; null for none
     */
    public record OperatorMode(
            List<String> operatorJwts,
            List<String> trustedKeys,
            @Nullable Resolver resolver,
            Map<String, String> preload,
            @Nullable Set<String> pinnedAccounts,
            @Nullable String defaultSentinel) {}

    /** Where account JWTs are kept. */
    public sealed interface Resolver {
        /** In memory, and only what the configuration preloads. */
        record Memory() implements Resolver {}

        /** Asked one by one of a web server: GET of the URL, a slash and the account's key. */
        record Url(String url, @Nullable TlsSettings tls) implements Resolver {}

        /**
         * On disk, only those in use, asked of others that have them all.
         *
         * @param limit how many accounts are kept at most; who was used longest ago gives way
         * @param timeToLive how long an account is kept that nobody uses; zero: until its JWT expires
         * @param timeout how long a lookup may take
         */
        record Cache(Path directory, long limit, Duration timeToLive, Duration timeout) implements Resolver {}

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
     * What is logged, and where. Of the places the file comes first, then the remote syslog, then the local one.
     *
     * @param file null for none
     * @param sizeLimitBytes size at which the file is put away and a new one begun; 0 for never
     * @param maxFiles files put away that are kept, with the one written to; 0 for all
     * @param format {@code text} as nats-server writes, or {@code json}
     */
    public record Logging(
            @Nullable Path file,
            long sizeLimitBytes,
            long maxFiles,
            boolean syslog,
            String remoteSyslog,
            Format format,
            boolean debug,
            boolean trace,
            boolean traceVerbose,
            boolean traceHeaders,
            boolean timestamps,
            boolean utc) {
        public static final Logging DEFAULT =
                new Logging(null, 0, 0, false, "", Format.TEXT, false, false, false, false, true, false);

        /** How a line looks. */
        public enum Format {
            TEXT,
            JSON
        }
    }
}
