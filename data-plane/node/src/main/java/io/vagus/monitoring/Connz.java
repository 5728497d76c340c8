package io.vagus.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.account.Accounts;
import io.vagus.account.UserIdentity;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Jwt;
import io.vagus.identity.UserClaims;
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
        CID("cid", Comparator.comparingLong(ConnectionInfo::id)),
        START("start", Comparator.comparingLong(ConnectionInfo::id)),
        SUBS("subs", descending(ConnectionInfo::subscriptionCount)),
        PENDING("pending", descending(ConnectionInfo::pendingBytes)),
        MSGS_TO("msgs_to", descending(info -> info.traffic().outMessages())),
        MSGS_FROM("msgs_from", descending(info -> info.traffic().inMessages())),
        BYTES_TO("bytes_to", descending(info -> info.traffic().outBytes())),
        BYTES_FROM("bytes_from", descending(info -> info.traffic().inBytes())),
        LAST("last", Comparator.comparing(ConnectionInfo::lastActivity).reversed()),
        IDLE("idle", Comparator.comparing(ConnectionInfo::lastActivity)),
        UPTIME("uptime", Comparator.comparing(ConnectionInfo::started).reversed()),
        STOP(
                "stop",
                Comparator.comparing((ConnectionInfo info) -> stopped(info)).reversed()),
        REASON("reason", Comparator.comparing(Connz::reason)),
        RTT("rtt", Comparator.comparing(ConnectionInfo::roundTrip).reversed());

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
            return Comparator.comparingLong(number).reversed();
        }
    }

    private final Monitored monitored;

    Connz(Monitored monitored) {
        this.monitored = monitored;
    }

    ObjectNode answer(ConnzOptions options) {
        Instant now = monitored.clock().now();
        boolean withSubscriptions = options.subscriptions()
                || options.subscriptionsDetail()
                || !options.filterSubject().isEmpty();
        List<ConnectionInfo> inScope = inScope(options, withSubscriptions);
        List<ConnectionInfo> chosen = new ArrayList<>(inScope.stream()
                .filter(info -> options.cid() == 0 || info.id() == options.cid())
                .filter(info -> options.user().isEmpty()
                        || options.user().equals(info.user().authorizedUser()))
                .filter(info -> options.filterSubject().isEmpty()
                        || info.subscriptions().stream()
                                .anyMatch(sub -> SubjectFilters.overlap(options.filterSubject(), sub.subject())))
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
                .put("type", "nats")
                .put("ip", info.ip())
                .put("port", info.port())
                .put("start", GoText.time(info.started()))
                .put("last_activity", GoText.time(info.lastActivity()));
        if (info.stopped() != null) {
            node.put("stop", GoText.time(info.stopped())).put("reason", reason(info));
        }
        if (!info.roundTrip().isZero()) {
            node.put("rtt", GoText.duration(info.roundTrip()));
        }
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
        if (options.auth()) {
            putUser(node, info);
        }
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
        return node;
    }

    private static void putUser(ObjectNode node, ConnectionInfo info) {
        UserIdentity user = info.user();
        Json.putPresent(node, "authorized_user", user.authorizedUser());
        if (!Objects.equals(info.account(), Accounts.GLOBAL)) {
            Json.putPresent(node, "account", info.account());
        }
        Json.putPresent(node, "jwt", shownJwt(user.jwt()));
        Json.putPresent(node, "issuer_key", user.issuerKey());
        Json.putPresent(node, "name_tag", info.accountNameTag() == null ? info.account() : info.accountNameTag());
        Json.putPresent(node, "tags", user.tags());
    }

    private static void putSubscriptionsInDetail(ObjectNode node, ConnectionInfo info) {
        if (info.subscriptions().isEmpty()) {
            return;
        }
        ArrayNode details = node.putArray("subscriptions_list_detail");
        info.subscriptions().forEach(sub -> details.add(subscription(sub, info.id())));
    }

    static ObjectNode subscription(ConnectionInfo.SubscriptionInfo sub, long cid) {
        ObjectNode node = Json.object().put("subject", sub.subject());
        Json.putPresent(node, "qgroup", sub.queue());
        node.put("sid", sub.sid()).put("msgs", sub.messages());
        Json.putPresent(node, "max", sub.maxMessages());
        return node.put("cid", cid);
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
