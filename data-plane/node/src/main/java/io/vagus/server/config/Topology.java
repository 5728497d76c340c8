package io.vagus.server.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the node is to be joined with others: read and checked as nats-server does. Of all this only the cluster's name, the
 * ports of cluster and leaf nodes and what is told of them have an effect so far.
 *
 * @param gateway null where none is configured
 * @param leafNodes null where none are configured
 * @param mqtt null where it is not configured
 */
public record Topology(
        Cluster cluster,
        @Nullable Gateway gateway,
        @Nullable LeafNodes leafNodes,
        @Nullable Mqtt mqtt) {

    /** A node by itself. */
    public static final Topology ALONE = new Topology(Cluster.NONE, null, null, null);

    /** The name under which nats-server keeps what came from no cluster. */
    static final String RESERVED_CLUSTER = "_";

    /**
     * Servers that are one to their clients.
     *
     * @param name null for one that is made up
     * @param host empty for every address
     * @param port 0 for no cluster, {@link HostPort#RANDOM} for any free one
     * @param advertise what other servers are told of this one's address; empty for where it listens
     * @param noAdvertise whether clients hear nothing of other servers
     * @param poolSize connections between two servers; negative for one that is all accounts'
     * @param accounts that have a connection of their own
     * @param compression as {@link #compressionProblem} takes it; empty for the default
     */
    public record Cluster(
            @Nullable String name,
            String host,
            int port,
            List<String> routes,
            String advertise,
            boolean noAdvertise,
            int connectRetries,
            int poolSize,
            List<String> accounts,
            Compression compression) {
        public static final Cluster NONE =
                new Cluster(null, "", 0, List.of(), "", false, 0, 0, List.of(), Compression.DEFAULT);

        /** Whether anything says that there are other servers. */
        public boolean isConfigured() {
            return port != 0 || !routes.isEmpty();
        }

        Cluster withName(@Nullable String name) {
            return new Cluster(
                    name, host, port, routes, advertise, noAdvertise, connectRetries, poolSize, accounts, compression);
        }

        public Cluster withAddress(String host, int port) {
            return new Cluster(
                    name, host, port, routes, advertise, noAdvertise, connectRetries, poolSize, accounts, compression);
        }

        public Cluster withRoutes(List<String> routes) {
            return new Cluster(
                    name, host, port, routes, advertise, noAdvertise, connectRetries, poolSize, accounts, compression);
        }

        Cluster withAdvertise(String advertise, boolean noAdvertise, int connectRetries) {
            return new Cluster(
                    name, host, port, routes, advertise, noAdvertise, connectRetries, poolSize, accounts, compression);
        }
    }

    /** Clusters that know of one another. */
    public record Gateway(String name, int port, List<RemoteGateway> remotes) {}

    /** A cluster that a gateway connects to. */
    public record RemoteGateway(String name, int urls) {}

    /**
     * Servers that join as clients do.
     *
     * @param host empty for every address
     * @param port 0 for none that listens, {@link HostPort#RANDOM} for any free one
     * @param accounts that users of leaf nodes and remotes belong to
     */
    public record LeafNodes(
            String host, int port, List<String> userAccounts, List<RemoteLeaf> remotes, Compression compression) {

        public LeafNodes withPort(int port) {
            return new LeafNodes(host, port, userAccounts, remotes, compression);
        }
    }

    /** A server that this one joins. */
    public record RemoteLeaf(String account, List<String> urls, Compression compression) {}

    /**
     * The port for MQTT.
     *
     * @param encrypted whether TLS is set up for it
     * @param sessions what a reload may change
     * @param fixed what else is said, by key: a reload may not change it; secrets are in it as digests
     */
    public record Mqtt(
            int port,
            boolean hasUser,
            boolean hasToken,
            @Nullable String noAuthUser,
            boolean encrypted,
            MqttSessions sessions,
            Map<String, String> fixed) {
        public static final Mqtt NONE = new Mqtt(0, false, false, null, false, MqttSessions.NONE, Map.of());

        /** What a reload may not change, and nothing else. */
        public Mqtt withoutSessions() {
            return new Mqtt(port, hasUser, hasToken, noAuthUser, false, MqttSessions.NONE, fixed);
        }
    }

    /** How sessions are kept. */
    public record MqttSessions(
            long ackWaitNanos,
            long maxAckPending,
            int streamReplicas,
            boolean consumersInMemory,
            long inactiveThresholdNanos) {
        public static final MqttSessions NONE = new MqttSessions(0, 0, 0, false, 0);
    }

    /**
     * How connections between servers are compressed.
     *
     * @param mode as written; empty for the default
     * @param thresholdNanos round trip times from which on the next better way is taken
     */
    public record Compression(String mode, List<Long> thresholdNanos) {
        public static final Compression DEFAULT = new Compression("", List.of());
    }

    public Topology withCluster(Cluster cluster) {
        return new Topology(cluster, gateway, leafNodes, mqtt);
    }

    public Topology withLeafNodes(@Nullable LeafNodes leafNodes) {
        return new Topology(cluster, gateway, leafNodes, mqtt);
    }

    /** Whether there is something here that this node would have to do and does not. Null, or what it is. */
    public @Nullable String unserved() {
        if (gateway != null) {
            return "gateway";
        }
        if (leafNodes != null && !leafNodes.remotes().isEmpty()) {
            return "leafnodes.remotes";
        }
        return mqtt == null ? null : "mqtt";
    }

    /** What is wrong with gateway and cluster; null when nothing is. */
    @Nullable
    String clusterProblem() {
        String name = cluster.name();
        if (name != null && name.indexOf(' ') >= 0) {
            return "cluster name cannot contain spaces";
        }
        String compression = compressionProblem(cluster.compression());
        if (compression != null) {
            return compression;
        }
        if (gateway != null
                && !gateway.name().isEmpty()
                && name != null
                && !gateway.name().equals(name)) {
            return "cluster name conflicts between cluster and gateway definitions";
        }
        if (RESERVED_CLUSTER.equals(name)) {
            return "cluster name is reserved";
        }
        return pinnedAccountsProblem();
    }

    private @Nullable String pinnedAccountsProblem() {
        if (!cluster.accounts().isEmpty() && cluster.poolSize() < 0) {
            return "pool_size cannot be negative if pinned accounts are specified";
        }
        Set<String> seen = new HashSet<>();
        for (String account : cluster.accounts()) {
            if (!seen.add(account)) {
                List<String> quoted =
                        cluster.accounts().stream().map(GoQuote::of).toList();
                return "found duplicate account name " + GoQuote.of(account) + " in pinned accounts list ["
                        + String.join(" ", quoted) + "]";
            }
        }
        return null;
    }

    @Nullable
    String gatewayProblem() {
        Gateway configured = gateway;
        if (configured == null || configured.name().isEmpty() && configured.port() == 0) {
            return null;
        }
        if (configured.name().isEmpty()) {
            return "gateway has no name";
        }
        if (configured.port() == 0) {
            return "gateway " + GoQuote.of(configured.name()) + " has no port specified (select -1 for random port)";
        }
        for (int i = 0; i < configured.remotes().size(); i++) {
            RemoteGateway remote = configured.remotes().get(i);
            if (remote.name().isEmpty()) {
                return "gateway in the list " + i + " has no name";
            }
            if (remote.urls() == 0) {
                return "gateway " + GoQuote.of(remote.name()) + " has no URL";
            }
        }
        return null;
    }

    /** What is wrong with a way of compression; null when nothing is. */
    static @Nullable String compressionProblem(Compression compression) {
        return switch (compression.mode().toLowerCase(java.util.Locale.ROOT)) {
            case "",
                    "on",
                    "enabled",
                    "true",
                    "not supported",
                    "not_supported",
                    "disabled",
                    "off",
                    "false",
                    "accept",
                    "fast",
                    "s2_fast",
                    "better",
                    "s2_better",
                    "best",
                    "s2_best" -> null;
            case "auto", "s2_auto" -> thresholdsProblem(compression);
            default -> "unsupported compression mode " + GoQuote.of(compression.mode());
        };
    }

    private static @Nullable String thresholdsProblem(Compression compression) {
        List<Long> written = compression.thresholdNanos();
        if (written.isEmpty()) {
            return null;
        }
        List<Long> kept = new ArrayList<>();
        long highest = 0;
        for (long each : written) {
            long threshold = Math.max(0, each);
            if (threshold != 0 && threshold < highest) {
                return "RTT threshold values " + shown(written) + " should be in ascending order";
            }
            highest = Math.max(highest, threshold);
            kept.add(threshold);
        }
        while (!kept.isEmpty() && kept.getLast() == 0) {
            kept.removeLast();
        }
        if (kept.size() > 4) {
            return "compression mode " + GoQuote.of(compression.mode()) + " should have no more than 4 RTT thresholds: "
                    + shown(written);
        }
        return kept.isEmpty()
                ? "compression mode " + GoQuote.of(compression.mode()) + " requires at least one RTT threshold"
                : null;
    }

    private static String shown(List<Long> nanos) {
        return "["
                + String.join(
                        " ",
                        nanos.stream()
                                .map(each -> GoDuration.print(java.time.Duration.ofNanos(each)))
                                .toList())
                + "]";
    }
}
