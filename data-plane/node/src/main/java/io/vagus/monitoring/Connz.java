package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.UserIdentity;
import io.vagus.base.Order;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.UserClaims;
import io.vagus.subject.Pattern;
import io.vagus.transport.ConnectionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The list of connections. */
final class Connz {

    /** By what the list is ordered; numbers and times the greatest first. */
    enum Sort {
        CID("cid", Order.byLong(ConnectionInfo::id)),
        START("start", Order.byLong(ConnectionInfo::id)),
        SUBS("subs", descending(ConnectionInfo::subscriptionCount)),
        PENDING("pending", descending(ConnectionInfo::pendingBytes)),
        MSGS_TO("msgs_to", descending(info -> info.traffic().outMessages())),
        MSGS_FROM("msgs_from", descending(info -> info.traffic().inMessages())),
        BYTES_TO("bytes_to", descending(info -> info.traffic().outBytes())),
        BYTES_FROM("bytes_from", descending(info -> info.traffic().inBytes())),
        LAST("last", Order.by(ConnectionInfo::lastActivity).reversed()),
        IDLE("idle", Order.by(ConnectionInfo::lastActivity)),
        UPTIME("uptime", Order.by(ConnectionInfo::started).reversed()),
        STOP("stop", Order.by((ConnectionInfo info) -> stopped(info)).reversed()),
        REASON("reason", Order.by(Connz::reason)),
        RTT("rtt", Order.by(ConnectionInfo::roundTrip).reversed());

        private final String text;
        private final Comparator<ConnectionInfo> order;

        Sort(String text, Comparator<ConnectionInfo> order) {
            this.text = text;
            this.order = order;
        }

        String text() {
            return text;
        }

        static Sort parse(String text) {
            if (text.isEmpty()) {
                return CID;
            }
            for (Sort sort : values()) {
                if (sort.text.equals(text)) {
                    return sort;
                }
            }
            throw new MonitoringException("invalid sorting option: " + text);
        }

        private static Comparator<ConnectionInfo> descending(ToLongFunction<ConnectionInfo> number) {
            return Order.byLong(number).reversed();
        }
    }

    private final Monitored monitored;

    Connz(Monitored monitored) {
        this.monitored = monitored;
    }

    ObjectNode answer(ConnzOptions options) {
        Instant now = monitored.clock().now();
        if (!options.account().isEmpty() && monitored.accounts().find(options.account()) == null) {
            return nothing(options, now);
        }
        boolean withSubscriptions = options.subscriptions()
                || options.subscriptionsDetail()
                || !options.filterSubject().isEmpty();
        List<ConnectionInfo> inScope = inScope(options, withSubscriptions);
        Pattern filter = Pattern.of(options.filterSubject());
        List<ConnectionInfo> chosen = new ArrayList<>(inScope.stream()
                .filter(info -> options.cid() == 0 || info.id() == options.cid())
                .filter(info -> options.user().isEmpty()
                        || options.user().equals(info.user().authorizedUser()))
                .filter(info -> options.mqttClient().isEmpty()
                        || options.mqttClient().equals(info.session().mqttClient()))
                .filter(info -> options.filterSubject().isEmpty()
                        || info.subscriptions().stream().anyMatch(sub -> filter.overlaps(Pattern.of(sub.subject()))))
                .toList());
        chosen.sort(options.sort().order);
        List<ConnectionInfo> page =
                chosen.stream().skip(options.offset()).limit(options.limit()).toList();

        ObjectNode answer = Json.object()
                .put("server_id", monitored.serverId())
                .put("now", GoText.time(now))
                .put("num_connections", page.size())
                .put("total", inScope.size())
                .put("offset", options.offset())
                .put("limit", options.limit());
        ArrayNode connections = answer.putArray("connections");
        page.forEach(info -> connections.add(connection(info, options, now)));
        return answer;
    }

    /** Of an account that is not here nats-server tells no more. */
    private static ObjectNode nothing(ConnzOptions options, Instant now) {
        ObjectNode answer = Json.object()
                .put("server_id", "")
                .put("now", GoText.time(now))
                .put("num_connections", 0)
                .put("total", 0)
                .put("offset", options.offset())
                .put("limit", options.limit());
        answer.putNull("connections");
        return answer;
    }

    private List<ConnectionInfo> inScope(ConnzOptions options, boolean withSubscriptions) {
        Stream<ConnectionInfo> open = options.state() == ConnzOptions.State.CLOSED
                ? Stream.empty()
                : monitored.node().connections(withSubscriptions).stream();
        Stream<ConnectionInfo> closed = options.state() == ConnzOptions.State.OPEN
                ? Stream.empty()
                : monitored.node().closedConnections().stream();
        return Stream.concat(open, closed)
                .filter(info -> options.account().isEmpty() || options.account().equals(info.account()))
                .toList();
    }

    private ObjectNode connection(ConnectionInfo info, ConnzOptions options, Instant now) {
        Instant end = info.stopped() == null ? now : info.stopped();
        ObjectNode node = Json.object()
                .put("cid", info.id())
                .put("kind", "Client")
                .put("type", info.session().type())
                .put("ip", info.ip())
                .put("port", info.port())
                .put("start", GoText.time(info.started()))
                .put("last_activity", GoText.time(info.lastActivity()));
        if (info.stopped() != null) {
            node.put("stop", GoText.time(info.stopped())).put("reason", reason(info));
        }
        node.put("rtt", GoText.roundTrip(info.roundTrip()));
        node.put("uptime", GoText.uptime(Duration.between(info.started(), end)))
                .put("idle", GoText.uptime(Duration.between(info.lastActivity(), end)))
                .put("pending_bytes", info.pendingBytes())
                .put("in_msgs", info.traffic().inMessages())
                .put("out_msgs", info.traffic().outMessages())
                .put("in_bytes", info.traffic().inBytes())
                .put("out_bytes", info.traffic().outBytes());
        Json.putPresent(node, "stalls", info.stalls());
        node.put("subscriptions", info.subscriptionCount());
        Json.putPresent(node, "name", info.name());
        Json.putPresent(node, "lang", info.lang());
        Json.putPresent(node, "version", info.version());
        putTls(node, info, options.auth());
        if (options.auth()) {
            Json.putPresent(node, "authorized_user", info.user().authorizedUser());
            if (!Objects.equals(info.account(), Accounts.GLOBAL)) {
                Json.putPresent(node, "account", info.account());
            }
        }
        putSubscriptions(node, info, options);
        putIdentity(node, info, options.auth());
        Json.putPresent(node, "mqtt_client", info.session().mqttClient());
        String proxy = info.user().proxyKey() != null
                ? info.user().proxyKey()
                : info.session().proxyKey();
        if (proxy != null) {
            node.putObject("proxy").put("key", proxy);
        }
        return node;
    }

    private static void putTls(ObjectNode node, ConnectionInfo info, boolean withPeers) {
        ConnectionInfo.Tls tls = info.session().tls();
        if (tls == null) {
            return;
        }
        node.put("tls_version", tls.version()).put("tls_cipher_suite", tls.cipherSuite());
        if (withPeers && !tls.peers().isEmpty()) {
            ArrayNode peers = node.putArray("tls_peer_certs");
            for (ConnectionInfo.PeerCertificate peer : tls.peers()) {
                peers.addObject()
                        .put("subject", peer.subject())
                        .put("spki_sha256", peer.publicKeySha256())
                        .put("cert_sha256", peer.sha256());
            }
        }
        Json.putPresent(node, "tls_first", tls.first());
    }

    private static void putSubscriptions(ObjectNode node, ConnectionInfo info, ConnzOptions options) {
        if (options.subscriptionsDetail()) {
            putSubscriptionsInDetail(node, info);
        } else if (options.subscriptions()) {
            Json.putPresent(
                    node,
                    "subscriptions_list",
                    info.subscriptions().stream()
                            .map(ConnectionInfo.SubscriptionInfo::subject)
                            .toList());
        }
    }

    private static void putIdentity(ObjectNode node, ConnectionInfo info, boolean withName) {
        UserIdentity user = info.user();
        // Of closed connections nats-server shows the credentials to whoever may list them.
        if (withName || info.stopped() != null) {
            Json.putPresent(node, "jwt", shownJwt(user.jwt()));
            Json.putPresent(node, "issuer_key", issuerKey(info));
        }
        Json.putPresent(node, "name_tag", nameTag(info, withName));
        if (withName || info.stopped() != null) {
            Json.putPresent(node, "tags", user.tags());
        }
    }

    /** An account's, but of closed connections the user's where theirs is not asked for or is the global one. */
    private static @Nullable String nameTag(ConnectionInfo info, boolean withName) {
        if (info.stopped() != null && (!withName || Accounts.GLOBAL.equals(info.account()))) {
            return info.user().nameTag();
        }
        if (!withName) {
            return null;
        }
        return info.accountNameTag() == null ? info.account() : info.accountNameTag();
    }

    /** Who vouches for the user: a signing key, or the account where the user is known by its key only. */
    static @Nullable String issuerKey(ConnectionInfo info) {
        UserIdentity user = info.user();
        return user.issuerKey() == null && user.publicKey() != null ? info.account() : user.issuerKey();
    }

    private static void putSubscriptionsInDetail(ObjectNode node, ConnectionInfo info) {
        if (info.subscriptions().isEmpty()) {
            return;
        }
        ArrayNode details = node.putArray("subscriptions_list_detail");
        for (ConnectionInfo.SubscriptionInfo sub : info.subscriptions()) {
            ObjectNode detail = details.addObject();
            if (info.stopped() != null) {
                Json.putPresent(detail, "account", info.account());
                Json.putPresent(
                        detail, "account_tag", info.accountNameTag() == null ? info.account() : info.accountNameTag());
            }
            putSubscription(detail, sub, info.id());
            if (info.stopped() != null) {
                // It does not count any more.
                detail.remove("max");
            }
        }
    }

    static void putSubscription(ObjectNode node, ConnectionInfo.SubscriptionInfo sub, long cid) {
        node.put("subject", sub.subject());
        Json.putPresent(node, "qgroup", sub.queue());
        node.put("sid", sub.sid()).put("msgs", sub.messages());
        Json.putPresent(node, "max", sub.maxMessages());
        node.put("cid", cid);
    }

    /** A bearer's JWT is all it takes to log in: a secret. */
    static @Nullable String shownJwt(@Nullable String jwt) {
        if (jwt == null) {
            return null;
        }
        try {
            return Jwt.decode(jwt) instanceof UserClaims user && user.limits().bearer() ? null : jwt;
        } catch (IdentityException unreadable) {
            return null;
        }
    }

    static String accountTag(Account account) {
        String tag = account.nameTag();
        return tag == null || tag.isEmpty() ? account.name() : tag;
    }

    private static String reason(ConnectionInfo info) {
        return info.closedReason() == null ? "" : info.closedReason().text();
    }

    private static Instant stopped(ConnectionInfo info) {
        return info.stopped() == null ? Instant.MAX : info.stopped();
    }
}
