package io.vagus.server;

import io.vagus.account.local.Door;
import io.vagus.account.local.LocalAccess;
import io.vagus.account.local.LocalUser;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.jetstream.JetStreamSettings.Queues;
import io.vagus.server.config.ConfigException;
import io.vagus.server.config.GoDuration;
import io.vagus.server.config.NodeConfig;
import io.vagus.server.config.NodeConfig.Logging;
import io.vagus.server.config.NodeConfig.Monitoring;
import io.vagus.server.config.NodeConfig.OperatorMode;
import io.vagus.server.config.NodeConfig.Resolver;
import io.vagus.server.config.Topology.Cluster;
import io.vagus.server.config.Topology.Mqtt;
import io.vagus.server.config.Topology.MqttSessions;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions.WriteTimeout;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.OcspSettings;
import io.vagus.transport.websocket.WebSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a running server can take over from a changed configuration, and what only a restart can. Fields have the names
 * and the order that they have in nats-server, which tells the first one that cannot be changed.
 */
final class Reload {
    private final NodeConfig running;
    private final NodeConfig changed;
    private final List<String> lines = new ArrayList<>();

    private Reload(NodeConfig running, NodeConfig changed) {
        this.running = running;
        this.changed = changed;
    }

    /**
     * Compares two configurations.
     *
     * @return a line for the log for each change
     * @throws ConfigException with the first change that cannot be put into effect: {@code config reload not supported
     *     for <field>: old=…, new=…}. A port that was left to chance stays the one it became.
     */
    static List<String> check(NodeConfig running, NodeConfig changed) {
        Reload reload = new Reload(running, changed);
        reload.compareServer();
        reload.compareLogging();
        reload.compareLimits();
        reload.compareAccess();
        reload.compareTimesAndSizes();
        reload.compareTopology();
        reload.compareJetStream();
        reload.compareOtherPorts();
        reload.compareProcess();
        reload.compareResolvers();
        reload.compareOcsp(running.options().ocsp(), changed.options().ocsp());
        reload.compareProxies(
                running.access().trustedProxies(), changed.access().trustedProxies());
        return reload.lines;
    }

    private void compareServer() {
        NodeOptions before = running.options();
        NodeOptions after = changed.options();
        same("ServerName", running.identity().name(), changed.identity().name());
        same("Host", before.host(), after.host());
        if (after.port() != 0) {
            same("Port", before.port(), after.port());
        }
        String advertised = after.clientPort().clientAdvertise();
        if (!Objects.equals(before.clientPort().clientAdvertise(), advertised)) {
            lines.add("Reload: client_advertise = " + shown(advertised));
        }
        same(
                "NoHeaderSupport",
                before.clientPort().noHeaders(),
                after.clientPort().noHeaders());
    }

    private void compareLogging() {
        Logging before = running.logging();
        Logging after = changed.logging();
        told("trace", before.trace(), after.trace());
        told("debug", before.debug(), after.debug());
        told("trace_verbose", before.traceVerbose(), after.traceVerbose());
        told("trace_headers", before.traceHeaders(), after.traceHeaders());
        told("logtime", before.timestamps(), after.timestamps());
        told("logtime_utc", before.utc(), after.utc());
        told("log_format", before.format(), after.format());
    }

    private void compareLimits() {
        NodeOptions before = running.options();
        NodeOptions after = changed.options();
        same(
                "NoSystemAccount",
                running.monitoring().noSystemAccount(),
                changed.monitoring().noSystemAccount());
        told("max_connections", before.maxConnections(), after.maxConnections());
        same("MaxSubs", before.maxSubscriptions(), after.maxSubscriptions());
        same(
                "MaxSubTokens",
                before.clientPort().maxSubscriptionTokens(),
                after.clientPort().maxSubscriptionTokens());
    }

    private void compareAccess() {
        String before = running.access().systemAccount();
        String after = changed.access().systemAccount();
        same("SystemAccount", before, after);
        same(
                "ProxyProtocol",
                running.options().clientPort().proxyProtocol(),
                changed.options().clientPort().proxyProtocol());
        compareUsers(running.access().local(), changed.access().local());
        compareOperators(running.access().operator(), changed.access().operator());
    }

    /** Users and accounts are put into effect anew by each reload, and told of as nats-server does. */
    private void compareUsers(LocalAccess before, LocalAccess after) {
        if (!nkeys(before).equals(nkeys(after))) {
            lines.add("Reloaded: authorization nkey users");
        }
        lines.add("Reloaded: authorization users");
        lines.add("Reloaded: accounts");
        Door had = before.door();
        Door has = after.door();
        String noAuthUser = had.noAuthUser();
        boolean endsWithItsUser = noAuthUser != null
                && has.noAuthUser() == null
                && users(after).noneMatch(user -> noAuthUser.equals(user.name()));
        if (!endsWithItsUser) {
            same("NoAuthUser", noAuthUser, has.noAuthUser());
        }
        tellIfChanged("authorization username", had.user(), has.user());
        tellIfChanged("authorization password", had.password(), has.password());
        tellIfChanged("authorization token", had.token(), has.token());
    }

    private static Set<String> nkeys(LocalAccess access) {
        return users(access).map(LocalUser::nkey).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private static Stream<LocalUser> users(LocalAccess access) {
        return Stream.concat(
                access.users().stream(), access.accounts().stream().flatMap(account -> account.users().stream()));
    }

    /** A change whose value is nobody's business. */
    private void tellIfChanged(String field, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            lines.add("Reloaded: " + field);
        }
    }

    private void compareOperators(@Nullable OperatorMode before, @Nullable OperatorMode after) {
        List<String> jwts = after == null ? List.of() : after.operatorJwts();
        if (before != null) {
            same("TrustedOperators", before.operatorJwts(), jwts);
        }
        same("TrustedKeys", trusted(before), trusted(after));
        told(
                "default_sentinel",
                before == null ? null : before.defaultSentinel(),
                after == null ? null : after.defaultSentinel());
    }

    /** Those that are named and those of operators whose JWT is at hand. */
    private static List<String> trusted(@Nullable OperatorMode mode) {
        return mode == null ? List.of() : OperatorSetup.keys(mode);
    }

    /** A resolver that keeps JWTs is another one after each reload. */
    private void compareResolvers() {
        OperatorMode before = running.access().operator();
        OperatorMode after = changed.access().operator();
        if (before == null || after == null) {
            return;
        }
        if (!(after.resolver() instanceof Resolver.Url) || !Objects.equals(before.resolver(), after.resolver())) {
            lines.add("Reloaded: accounts");
        }
    }

    private void compareOcsp(OcspSettings before, OcspSettings after) {
        if (before.mode() != after.mode() || !before.urls().equals(after.urls())) {
            lines.add("Reloaded: OCSP");
        }
        if (!before.cache().equals(after.cache())) {
            lines.add("Reloaded OCSP peer cache");
        }
    }

    private void compareProxies(List<String> before, List<String> after) {
        tellProxies(before, after, "removed");
        tellProxies(after, before, "added");
    }

    private void tellProxies(List<String> some, List<String> others, String what) {
        List<String> keys = some.stream()
                .filter(key -> !others.contains(key))
                .map(key -> '"' + key + '"')
                .toList();
        if (!keys.isEmpty()) {
            lines.add("Reloaded: proxies trusted keys [" + String.join(" ", keys) + "] were " + what);
        }
    }

    private void compareTimesAndSizes() {
        NodeOptions before = running.options();
        NodeOptions after = changed.options();
        told("ping_interval", before.pingInterval(), after.pingInterval());
        told("ping_max", before.maxPingsOut(), after.maxPingsOut());
        Monitoring http = running.monitoring();
        Monitoring newHttp = changed.monitoring();
        same(
                "HTTPHost",
                http.host().isEmpty() ? before.host() : http.host(),
                newHttp.host().isEmpty() ? after.host() : newHttp.host());
        same("HTTPPort", http.port(), newHttp.port());
        same("HTTPBasePath", http.basePath(), newHttp.basePath());
        same("HTTPSPort", http.securePort(), newHttp.securePort());
        told("authorization timeout", seconds(before.authTimeout()), seconds(after.authTimeout()));
        told("max_control_line", before.maxControlLineBytes(), after.maxControlLineBytes());
        told("max_payload", before.maxPayloadBytes(), after.maxPayloadBytes());
        same("MaxPending", before.maxPendingBytes(), after.maxPendingBytes());
        if (before.noFastProducerStall() != after.noFastProducerStall()) {
            lines.add("Reloaded: fast producers will " + (after.noFastProducerStall() ? "not " : "") + "be stalled");
        }
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return seconds == (long) seconds ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    private void compareTopology() {
        Cluster before = running.topology().cluster();
        Cluster after = changed.topology().cluster();
        if (!before.equals(after)) {
            same("cluster host", clusterHost(before), clusterHost(after));
            if (before.port() != after.port()) {
                throw refused("cluster port", before.port(), after.port());
            }
            same("Cluster", before.name(), after.name());
            if (!before.routes().equals(after.routes())) {
                lines.add("Reloaded: cluster routes");
            }
            if (!before.withRoutes(List.of()).equals(after.withRoutes(List.of()))) {
                lines.add("Reloaded: cluster");
            }
        }
        same("Gateway", running.topology().gateway(), changed.topology().gateway());
        same("LeafNode", running.topology().leafNodes(), changed.topology().leafNodes());
    }

    private static String clusterHost(Cluster cluster) {
        return cluster.port() != 0 && cluster.host().isEmpty() ? NodeOptions.DEFAULTS.host() : cluster.host();
    }

    private void compareJetStream() {
        JetStreamSettings before = running.jetStream();
        JetStreamSettings after = changed.jetStream();
        if (before.enabled() != after.enabled()) {
            lines.add("Reloaded: JetStream");
        }
        if (!before.enabled()) {
            return;
        }
        boolean stays = after.enabled();
        compareStore(before.maxMemoryBytes(), after.maxMemoryBytes(), "max_mem_store", stays);
        compareStore(before.maxStoreBytes(), after.maxStoreBytes(), "max_file_store", stays);
        if (stays) {
            same("JetStreamExtHint", before.extensionHint(), after.extensionHint());
            same("NoJetStreamStrict", !before.strict(), !after.strict());
            same("JetStreamDomain", shown(before.domain()), shown(after.domain()));
            same("JetStreamUniqueTag", shown(before.uniqueTag()), shown(after.uniqueTag()));
            if (!Objects.equals(before.encryption(), after.encryption())) {
                throw new ConfigException(List.of("config reload not supported for JetStreamKey"));
            }
        }
        if (!before.limits().equals(after.limits())) {
            lines.add("Reloaded: JetStream limits");
        }
        if (stays) {
            same("JetStreamConcurrentIOs", before.maxConcurrentIo(), after.maxConcurrentIo());
            if (!Objects.equals(before.storeDirectory(), after.storeDirectory())) {
                throw new ConfigException(List.of("config reload not supported for jetstream storage "
                        + (after.storeDirectory() == null ? "dir" : "directory")));
            }
        }
        same("FeatureFlags", shown(before.features()), shown(after.features()));
        same("JsAccDefaultDomain", before.domainByAccount(), after.domainByAccount());
        if (stays) {
            Queues queues = after.queues();
            same("SyncInterval", before.shownSyncInterval(), after.shownSyncInterval());
            same("SyncAlways", before.syncAlways(), after.syncAlways());
            same(
                    "JetStreamMaxCatchup",
                    before.queues().maxOutstandingCatchupBytes(),
                    queues.maxOutstandingCatchupBytes());
            same("StreamMaxBufferedSize", before.queues().maxBufferedBytes(), queues.maxBufferedBytes());
            same("StreamMaxBufferedMsgs", before.queues().maxBufferedMessages(), queues.maxBufferedMessages());
            same("JetStreamRequestQueueLimit", before.queues().requestLimit(), queues.requestLimit());
            same("JetStreamInfoQueueLimit", before.queues().infoLimit(), queues.infoLimit());
        }
    }

    private void compareStore(long before, long after, String field, boolean stays) {
        if (before == after) {
            return;
        }
        boolean wasDynamic = before == JetStreamSettings.DYNAMIC;
        if (wasDynamic) {
            throw new ConfigException(
                    List.of("config reload not supported for jetstream dynamic max memory and store"));
        }
        if (after == JetStreamSettings.DYNAMIC) {
            if (stays) {
                throw new ConfigException(
                        List.of("config reload not supported for jetstream max memory and max store"));
            }
        } else if (after < before) {
            throw new ConfigException(
                    List.of("config reload not supported for decreasing jetstream max memory and store"));
        } else {
            lines.add("Reloaded: JetStream " + field + " = " + JetStreamSetup.size(after));
        }
    }

    /** What nats-server tells of these settings shows passwords, so their values are left out. */
    private void compareOtherPorts() {
        WebSocketOptions before = running.options().clientPort().webSocket();
        WebSocketOptions after = changed.options().clientPort().webSocket();
        boolean sameTls = before == null
                || after == null
                || ((before.tls() == null) == (after.tls() == null)
                        && tls(before.tls()).verifyAndMap() == tls(after.tls()).verifyAndMap()
                        && tls(before.tls())
                                .pinnedCertificates()
                                .equals(tls(after.tls()).pinnedCertificates()));
        if (!sameTls || !Objects.equals(withoutTls(before), withoutTls(after))) {
            throw new ConfigException(List.of("config reload not supported for Websocket"));
        }
        compareMqtt(running.topology().mqtt(), changed.topology().mqtt());
    }

    /** Without a port what is said of sessions is only read, and may change. */
    private void compareMqtt(@Nullable Mqtt running, @Nullable Mqtt changed) {
        Mqtt before = running == null ? Mqtt.NONE : running;
        Mqtt after = changed == null ? Mqtt.NONE : changed;
        if (!before.withoutSessions().equals(after.withoutSessions())) {
            throw new ConfigException(List.of("config reload not supported for MQTT"));
        }
        MqttSessions sessions = after.sessions();
        // nats-server tells all of it when any has changed, and takes TLS for changed whenever it is there.
        if (!before.sessions().equals(sessions) || before.encrypted() || after.encrypted()) {
            lines.add("Reloaded: MQTT ack_wait = " + GoDuration.print(Duration.ofNanos(sessions.ackWaitNanos())));
            lines.add("Reloaded: MQTT max_ack_pending = " + sessions.maxAckPending());
            lines.add("Reloaded: MQTT stream_replicas = " + sessions.streamReplicas());
            lines.add("Reloaded: MQTT consumer_replicas = 0");
            lines.add("Reloaded: MQTT consumer_memory_storage = " + sessions.consumersInMemory());
            lines.add("Reloaded: MQTT consumer_inactive_threshold = "
                    + GoDuration.print(Duration.ofNanos(sessions.inactiveThresholdNanos())));
        }
    }

    private static @Nullable WebSocketOptions withoutTls(@Nullable WebSocketOptions options) {
        return options == null ? null : options.withTls(null);
    }

    private static TlsSettings tls(@Nullable TlsSettings settings) {
        return settings == null ? TlsSettings.NONE : settings;
    }

    private void compareTls() {
        TlsSettings had = running.options().clientPort().tls();
        TlsSettings has = changed.options().clientPort().tls();
        TlsSettings before = tls(had);
        TlsSettings after = tls(has);
        told("tls timeout", seconds(before.timeout()), seconds(after.timeout()));
        same("TLSMap", before.verifyAndMap(), after.verifyAndMap());
        if ((had == null) != (has == null) || !before.context().equals(after.context())) {
            lines.add("Reloaded: tls = " + (has == null ? "disabled" : "enabled"));
        }
        if (!before.pinnedCertificates().equals(after.pinnedCertificates())) {
            lines.add("Reloaded: " + after.pinnedCertificates().size() + " pinned_certs");
        }
        same("TLSRateLimit", before.connectionRateLimit(), after.connectionRateLimit());
        if (before.handshakeFirst() != after.handshakeFirst()) {
            lines.add("Reloaded: Client TLS handshake first: " + after.handshakeFirst());
        }
        if (!before.fallbackDelay().equals(after.fallbackDelay())) {
            lines.add("Reloaded: Client TLS handshake first fallback delay: " + shown(after.fallbackDelay()));
        }
        same(
                "AllowNonTLS",
                running.options().clientPort().allowNonTls(),
                changed.options().clientPort().allowNonTls());
    }

    private void compareProcess() {
        NodeOptions before = running.options();
        NodeOptions after = changed.options();
        same(
                "ProfPort",
                running.monitoring().profilingPort(),
                changed.monitoring().profilingPort());
        told("pid_file", running.paths().pidFile(), changed.paths().pidFile());
        told(
                "ports_file_dir",
                running.paths().portsFileDirectory(),
                changed.paths().portsFileDirectory());
        told("log_file", running.logging().file(), changed.logging().file());
        same(
                "LogSizeLimit",
                running.logging().sizeLimitBytes(),
                changed.logging().sizeLimitBytes());
        same("LogMaxFiles", running.logging().maxFiles(), changed.logging().maxFiles());
        told("syslog", running.logging().syslog(), changed.logging().syslog());
        told(
                "remote_syslog",
                running.logging().remoteSyslog(),
                changed.logging().remoteSyslog());
        compareTls();
        told("write_deadline", before.writeDeadline(), after.writeDeadline());
        same(
                "WriteTimeout",
                before.clientPort().writeTimeout(),
                after.clientPort().writeTimeout());
        same("MaxClosedClients", before.maxClosedClients(), after.maxClosedClients());
        same("LameDuckDuration", before.lameDuckDuration(), after.lameDuckDuration());
        same("LameDuckGracePeriod", before.lameDuckGrace(), after.lameDuckGrace());
        told("max_traced_msg_len", before.maxTracedMessageBytes(), after.maxTracedMessageBytes());
        if (!running.identity().tags().equals(changed.identity().tags())) {
            lines.add("Reloaded: tags");
        }
        if (!running.identity().metadata().equals(changed.identity().metadata())) {
            lines.add("Reloaded: metadata");
        }
    }

    /** A field that can change. */
    private void told(String field, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            lines.add("Reloaded: " + field + " = " + shown(after));
        }
    }

    /** A field that cannot. */
    private static void same(String field, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            throw refused(field, before, after);
        }
    }

    private static ConfigException refused(String field, @Nullable Object before, @Nullable Object after) {
        return new ConfigException(List.of(
                "config reload not supported for " + field + ": old=" + shown(before) + ", new=" + shown(after)));
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return GoDuration.print(duration);
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map)
                    .entrySet().stream()
                            .map(each -> each.getKey() + ":" + each.getValue())
                            .collect(Collectors.joining(" ", "map[", "]"));
        }
        if (value instanceof WriteTimeout timeout) {
            return timeout == WriteTimeout.CLOSE ? "" : "retry";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
        }
        if (value instanceof Logging.Format format) {
            return format.name().toLowerCase(java.util.Locale.ROOT);
        }
        return value == null ? "" : value.toString();
    }
}
