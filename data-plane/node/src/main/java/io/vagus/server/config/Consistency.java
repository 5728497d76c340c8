package io.vagus.server.config;

import io.vagus.account.Accounts;
import io.vagus.account.local.LocalAccount;
import io.vagus.jetstream.JetStreamSettings;
import io.vagus.server.config.NodeConfig.Monitoring;
import io.vagus.server.config.Topology.Compression;
import io.vagus.server.config.Topology.LeafNodes;
import io.vagus.server.config.Topology.Mqtt;
import io.vagus.server.config.Topology.RemoteLeaf;
import io.vagus.transport.NodeOptions;
import io.vagus.transport.websocket.WebSocketOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must fit together in a configuration, in the order in which nats-server looks at it: the first mistake is told. */
final class Consistency {
    private final NodeConfig config;

    Consistency(NodeConfig config) {
        this.config = config;
    }

    /** Errors: {@link ConfigException} with the first mistake. */
    void require() {
        refuse(optionsProblem());
        refuse(leafNodesProblem());
        refuse(config.access().local().problem());
        refuse(config.topology().gatewayProblem());
        refuse(config.topology().clusterProblem());
        refuse(mqttProblem());
        refuse(jetStreamProblem());
        refuse(webSocketProblem());
        refuse(monitoringProblem());
    }

    private @Nullable String webSocketProblem() {
        WebSocketOptions webSocket = config.options().clientPort().webSocket();
        String cookie = webSocket == null ? null : webSocket.cookies().jwt();
        return cookie != null && config.access().operator() == null
                ? "trusted operators or trusted keys configuration is required for JWT authentication via cookie "
                        + GoQuote.of(cookie)
                : null;
    }

    private @Nullable String monitoringProblem() {
        Monitoring monitoring = config.monitoring();
        if (monitoring.port() != 0 && monitoring.securePort() != 0) {
            return "can't specify both HTTP (" + monitoring.port() + ") and HTTPs (" + monitoring.securePort()
                    + ") ports";
        }
        return monitoring.securePort() != 0 && config.options().clientPort().tls() == null
                ? "TLS cert and key required for HTTPS"
                : null;
    }

    private static void refuse(@Nullable String problem) {
        if (problem != null) {
            throw new ConfigException(List.of(problem));
        }
    }

    private @Nullable String optionsProblem() {
        NodeOptions options = config.options();
        if (options.lameDuckDuration().isPositive()
                && options.lameDuckGrace().compareTo(options.lameDuckDuration()) >= 0) {
            return "lame duck grace period (" + GoDuration.print(options.lameDuckGrace())
                    + ") should be strictly lower than lame duck duration ("
                    + GoDuration.print(options.lameDuckDuration()) + ")";
        }
        if (options.maxPayloadBytes() > options.maxPendingBytes()) {
            return "max_payload (" + options.maxPayloadBytes() + ") cannot be higher than max_pending ("
                    + options.maxPendingBytes() + ")";
        }
        String name = config.identity().name();
        return name != null && name.indexOf(' ') >= 0 ? "server name cannot contain spaces" : null;
    }

    private @Nullable String leafNodesProblem() {
        LeafNodes leafNodes = config.topology().leafNodes();
        if (leafNodes == null) {
            return null;
        }
        if (config.access().operator() == null) {
            Set<String> names = new HashSet<>(Set.of("", Accounts.GLOBAL));
            config.access().local().accounts().stream().map(LocalAccount::name).forEach(names::add);
            if (config.access().systemAccount() == null) {
                names.add(Accounts.DEFAULT_SYSTEM);
            }
            for (String account : leafNodes.userAccounts()) {
                if (!names.contains(account)) {
                    return "cannot find local account " + GoQuote.of(account) + " specified in leafnode authorization";
                }
            }
            for (RemoteLeaf remote : leafNodes.remotes()) {
                if (!names.contains(remote.account())) {
                    return "cannot find local account " + GoQuote.of(remote.account())
                            + " specified in leafnode remote";
                }
            }
        }
        String problem = compressionProblem(leafNodes.compression());
        for (RemoteLeaf remote : leafNodes.remotes()) {
            if (problem != null) {
                return problem;
            }
            long webSockets = remote.urls().stream()
                    .filter(url -> url.startsWith("ws:") || url.startsWith("wss:"))
                    .count();
            if (webSockets != 0 && webSockets != remote.urls().size()) {
                List<String> quoted = remote.urls().stream()
                        .map(url -> GoQuote.of(String.valueOf(GoUrl.parse(url))))
                        .toList();
                return "remote leaf node configuration cannot have a mix of websocket and non-websocket urls: ["
                        + String.join(" ", quoted) + "]";
            }
            problem = compressionProblem(remote.compression());
        }
        if (problem == null
                && leafNodes.port() != 0
                && config.topology().gateway() != null
                && config.access().systemAccount() == null) {
            return "leaf nodes and gateways (both being defined) require a system account to also be configured";
        }
        return problem;
    }

    private static @Nullable String compressionProblem(Compression compression) {
        return Topology.compressionProblem(compression);
    }

    private @Nullable String mqttProblem() {
        Mqtt mqtt = config.topology().mqtt();
        if (mqtt == null || mqtt.port() == 0) {
            return null;
        }
        Topology topology = config.topology();
        boolean gatewayPort = topology.gateway() != null && topology.gateway().port() != 0;
        boolean joined = topology.cluster().port() != 0 || gatewayPort;
        if (config.identity().name() == null && joined) {
            return "mqtt requires server name to be explicitly set";
        }
        if (mqtt.sessions().ackWaitNanos() < 0) {
            return "ack wait must be a positive value";
        }
        LeafNodes leafNodes = topology.leafNodes();
        boolean leaf = leafNodes != null
                && (leafNodes.port() != 0 || !leafNodes.remotes().isEmpty());
        return config.jetStream().enabled() || joined || leaf
                ? null
                : "mqtt requires JetStream to be enabled if running in standalone mode";
    }

    private @Nullable String jetStreamProblem() {
        JetStreamSettings settings = config.jetStream();
        for (String account : settings.domainByAccount().keySet()) {
            boolean reserved = account.equals(Accounts.GLOBAL);
            if (config.access().operator() == null
                    && !reserved
                    && config.access().local().accounts().stream()
                            .noneMatch(each -> each.name().equals(account))) {
                return "in non operator mode, `default_js_domain` references non existing account "
                        + GoQuote.of(account);
            }
        }
        String domain = settings.domain();
        if (domain != null) {
            if (!isSubjectPart(domain)) {
                return "invalid domain name: derived \"$JS." + domain + ".API.>\" is not a valid subject";
            }
            if (domain.matches(".*[ .*>].*")) {
                return "invalid domain name: may not contain ., * or >";
            }
        }
        if (!settings.enabled() || config.topology().cluster().port() == 0) {
            return null;
        }
        if (config.identity().name() == null) {
            return "jetstream cluster requires `server_name` to be set";
        }
        if (config.topology().cluster().name() == null) {
            return "jetstream cluster requires `cluster.name` to be set";
        }
        String hint = settings.extensionHint().toLowerCase(Locale.ROOT);
        if (!hint.isEmpty() && !JetStreamSettings.EXTENSION_HINTS.contains(hint)) {
            return "expected 'no_extend' for string value, got '" + hint + "'";
        }
        return settings.queues().maxOutstandingCatchupBytes() < 0 ? "jetstream max catchup cannot be negative" : null;
    }

    /** Whether the text can stand between the dots of a subject's ends. */
    private static boolean isSubjectPart(String text) {
        if (text.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f')) {
            return false;
        }
        for (String token : text.split("\\.", -1)) {
            if (token.isEmpty() || token.equals(">")) {
                return false;
            }
        }
        return true;
    }
}
