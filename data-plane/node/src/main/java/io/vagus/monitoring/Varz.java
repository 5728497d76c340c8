package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.operator.OperatorAccounts;
import io.vagus.jetstream.monitor.JetStreamView;
import io.vagus.transport.NodeCounters;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.PortOptions;
import io.vagus.transport.tls.TlsSettings;
import io.vagus.transport.tls.ocsp.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The server as a whole: its options and counters. */
final class Varz {
    private static final int PROTOCOL = 1;

    private final Monitored monitored;
    private final ProcessUsage usage;
    private final HttpRequestCounts httpRequests;

    Varz(Monitored monitored, ProcessUsage usage, HttpRequestCounts httpRequests) {
        this.monitored = monitored;
        this.usage = usage;
        this.httpRequests = httpRequests;
    }

    ObjectNode answer() {
        NodeOptions options = monitored.node().options();
        MonitoringSettings settings = monitored.settings().get();
        ObjectNode answer = Json.object();
        putIdentity(answer, settings, options);
        putOptions(answer, settings, options);
        putCounters(answer);
        answer.set("http_req_stats", httpRequestStats());
        answer.put("config_load_time", GoText.time(settings.source().loaded()))
                .put("config_digest", settings.source().digest());
        Json.putPresent(answer, "tags", settings.description().tags());
        ServerInfo.putMetadata(answer, settings.description());
        FeatureFlags.put(answer, settings.description().featureFlags());
        putOperators(answer);
        if (settings.systemAccount()) {
            answer.put("system_account", monitored.accounts().system().name());
        }
        OperatorAccounts operator = monitored.operator();
        if (operator != null) {
            Json.putPresent(answer, "pinned_account_fails", operator.unpinnedLogins());
        }
        putBreakdowns(answer);
        putExtras(answer, settings);
        return answer;
    }

    private void putIdentity(ObjectNode answer, MonitoringSettings settings, NodeOptions options) {
        answer.put("server_id", monitored.serverId())
                .put("server_name", monitored.node().identity().serverName())
                .put("version", monitored.node().identity().version())
                .put("proto", PROTOCOL)
                .put("go", "java" + Runtime.version().feature())
                .put("host", settings.host())
                .put("port", settings.port());
        Json.putPresent(answer, "auth_required", settings.security().authRequired());
        Json.putPresent(answer, "tls_required", settings.security().tlsRequired());
        Json.putPresent(answer, "tls_verify", settings.security().tlsVerify());
        Json.putPresent(answer, "tls_ocsp_peer_verify", settings.security().tlsOcspPeerVerify());
        answer.put("max_connections", options.maxConnections());
        Json.putPresent(answer, "max_subscriptions", options.maxSubscriptions());
    }

    private void putOptions(ObjectNode answer, MonitoringSettings settings, NodeOptions options) {
        MonitoringSettings.HttpPort http = settings.http();
        boolean secure = http != null && http.tls() != null;
        answer.put("ping_interval", options.pingInterval().toNanos())
                .put("ping_max", options.maxPingsOut())
                .put("http_host", http == null ? settings.host() : http.host())
                .put("http_port", http == null || secure ? 0 : http.port())
                .put("http_base_path", http == null ? "" : http.basePath())
                .put("https_port", http != null && secure ? http.port() : 0);
        Json.putNumber(answer, "auth_timeout", options.authTimeout().toMillis() / 1000.0);
        answer.put("max_control_line", options.maxControlLineBytes())
                .put("max_payload", options.maxPayloadBytes())
                .put("max_pending", options.maxPendingBytes());
        Map<String, ObjectNode> sections = settings.sections().get();
        for (String part : new String[] {"cluster", "gateway", "leaf", "mqtt", "websocket"}) {
            answer.set(part, sections.getOrDefault(part, Json.object()));
        }
        JetStreamView jetStream = monitored.jetStream().get();
        answer.set("jetstream", jetStream == null ? Json.object() : jetStream(jetStream));
        TlsSettings tls = options.clientPort().tls();
        Json.putNumber(
                answer, "tls_timeout", (tls == null ? TlsSettings.DEFAULT_TIMEOUT : tls.timeout()).toMillis() / 1000.0);
        answer.put("write_deadline", options.writeDeadline().toNanos());
        if (options.clientPort().writeTimeout() == PortOptions.WriteTimeout.RETRY) {
            answer.put("write_timeout", "retry");
        }
    }

    /** JetStream in short. */
    static ObjectNode jetStream(JetStreamView view) {
        ObjectNode node = Json.object();
        node.set("config", view.config());
        node.set("stats", view.stats());
        ObjectNode meta = view.meta();
        if (meta != null) {
            node.set("meta", meta);
        }
        node.set("limits", view.limits());
        return node;
    }

    private void putCounters(ObjectNode answer) {
        NodeCounters counters = monitored.node().counters();
        Instant now = monitored.clock().now();
        int processors = Runtime.getRuntime().availableProcessors();
        answer.put("start", GoText.time(counters.started()))
                .put("now", GoText.time(now))
                .put("uptime", GoText.uptime(Duration.between(counters.started(), now)))
                .put("mem", ProcessUsage.memoryBytes())
                .put("cores", processors)
                .put("gomaxprocs", processors);
        Json.putNumber(answer, "cpu", usage.cpuPercent(monitored.clock().nanos()));
        answer.put("connections", counters.connections())
                .put("total_connections", counters.totalConnections())
                .put("routes", 0)
                .put("remotes", 0)
                .put("leafnodes", 0)
                .put("in_msgs", counters.traffic().inMessages())
                .put("in_bytes", counters.traffic().inBytes())
                .put("in_client_msgs", counters.traffic().inMessages())
                .put("in_client_bytes", counters.traffic().inBytes())
                .put("out_msgs", counters.traffic().outMessages())
                .put("out_bytes", counters.traffic().outBytes())
                .put("out_client_msgs", counters.traffic().outMessages())
                .put("out_client_bytes", counters.traffic().outBytes())
                .put("slow_consumers", counters.slowConsumers())
                .put("stale_connections", counters.staleConnections())
                .put("stalled_clients", counters.stalledClients())
                .put("subscriptions", counters.subscriptions());
    }

    private ObjectNode httpRequestStats() {
        ObjectNode stats = Json.object();
        for (Map.Entry<String, Long> path : httpRequests.byPath().entrySet()) {
            stats.put(path.getKey(), path.getValue());
        }
        return stats;
    }

    private void putOperators(ObjectNode answer) {
        OperatorAccounts operator = monitored.operator();
        if (operator == null) {
            return;
        }
        ArrayNode jwts = answer.putArray("trusted_operators_jwt");
        operator.operators().jwts().forEach(jwts::add);
        ArrayNode claims = answer.putArray("trusted_operators_claim");
        operator.operators().all().forEach(one -> claims.add(DecodedClaims.of(one)));
    }

    private void putBreakdowns(ObjectNode answer) {
        NodeCounters counters = monitored.node().counters();
        byPeerKind(answer.putObject("slow_consumer_stats"), counters.slowConsumers());
        byPeerKind(answer.putObject("stale_connection_stats"), counters.staleConnections());
        answer.putObject("disk_io_wait_stats")
                .put("waiters", 0)
                .put("waits", 0)
                .put("wait_time", 0)
                .put("max_wait_time", 0);
    }

    private void putExtras(ObjectNode answer, MonitoringSettings settings) {
        ObjectNode proxies = settings.sections().get().get("proxies");
        if (proxies != null) {
            answer.set("proxies", proxies);
        }
        Revocation.CacheView kept = monitored.node().revocationCache();
        if (kept != null) {
            ObjectNode cache = answer.putObject("ocsp_peer_cache").put("cache_type", "local");
            Json.putPresent(cache, "cache_hits", kept.hits());
            Json.putPresent(cache, "cache_misses", kept.misses());
            Json.putPresent(cache, "cached_responses", kept.responses());
            Json.putPresent(cache, "cached_revoked_responses", kept.revoked());
            Json.putPresent(cache, "cached_good_responses", kept.good());
            Json.putPresent(cache, "cached_unknown_responses", kept.unknown());
        }
        if (settings.security().tlsNotAfter() != null) {
            answer.put("tls_cert_not_after", GoText.time(settings.security().tlsNotAfter()));
        }
    }

    /** Clients are the only peers there are. */
    static void byPeerKind(ObjectNode node, long clients) {
        node.put("clients", clients).put("routes", 0).put("gateways", 0).put("leafs", 0);
    }
}
