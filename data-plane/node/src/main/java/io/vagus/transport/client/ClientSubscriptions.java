package io.vagus.transport.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vagus.account.Account;
import io.vagus.account.Permissions;
import io.vagus.account.SubscribeRules;
import io.vagus.routing.Subscription;
import io.vagus.subject.Subjects;
import io.vagus.transport.ConnectionInfo;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection: which it may have, has, and loses. Owned by the connection's loop, which alone adds to
 * them; any loop may end one, for instance the one that made the last of its deliveries.
 */
final class ClientSubscriptions {

    private static final byte[] SYSTEM_QUEUE = "_sys_".getBytes(US_ASCII);

    private final ClientConnection connection;
    private final ClientService service;
    private final SubscriptionTable subscriptions;

    private SubscribeRules subscribeRules = new SubscribeRules(Permissions.Rules.ANY);
    private volatile @Nullable SubscribeRules filter;

    ClientSubscriptions(ClientConnection connection, ClientService service) {
        this.connection = connection;
        this.service = service;
        this.subscriptions = new SubscriptionTable(service.namesKey());
    }

    /** From now on these rules hold for new subscriptions, see {@link #reconsider()} for those there are. */
    void permit(Permissions.Rules rules) {
        subscribeRules = new SubscribeRules(rules);
        filter = null;
    }

    int count() {
        return subscriptions.size();
    }

    void subscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        if ((queue != null && Arrays.equals(queue, SYSTEM_QUEUE)) || !subscribeRules.allows(subject, queue)) {
            refuseSubscription(subject, queue);
            return;
        }
        int mostTokens = service.options().clientPort().maxSubscriptionTokens();
        if (mostTokens > 0 && Subjects.tokenCount(subject) > mostTokens) {
            connection.writeError(
                    "Permissions Violation for Subscription to " + Quoted.of(subject) + ", too many tokens");
            service.log()
                    .error(connection.logName() + " - Subscription Violation Too Many Tokens - Subject "
                            + Quoted.of(subject) + ", SID " + new String(sid, ISO_8859_1));
            return;
        }
        if (!hasRoomForSubscription()) {
            connection.writeError("maximum subscriptions exceeded");
            return;
        }
        if (subscriptions.get(sid) == null) {
            if (!Subjects.isValidPattern(subject)) {
                connection.writeError("Invalid Subject");
                return;
            }
            if (!connection.login().bound().addSubscription()) {
                connection.writeError("maximum subscriptions exceeded");
                return;
            }
            if (filter == null
                    && (queue != null || Subjects.hasWildcard(subject))
                    && subscribeRules.needsFilter(subject)) {
                filter = subscribeRules;
            }
            Subscription subscription = new Subscription(subject, queue, sid, connection, service.loopCount());
            subscriptions.add(subscription);
            connection.login().bound().subscribe(subscription);
        }
        if (connection.options().verbose()) {
            connection.write(ClientConnection.OK);
        }
    }

    private boolean hasRoomForSubscription() {
        return subscriptions.size() < most();
    }

    /** Whether there are more than may be, since a limit was lowered. */
    boolean areTooMany() {
        return subscriptions.size() > most();
    }

    /** The smallest of the limits of user, account and server. */
    private long most() {
        long ofUser = connection.login().limits().subscriptions();
        long ofAccount = connection.login().bound().limits().subscriptions();
        long ofServer = service.options().maxSubscriptions();
        return Math.min(
                ofServer <= 0 ? Long.MAX_VALUE : ofServer,
                Math.min(ofUser < 0 ? Long.MAX_VALUE : ofUser, ofAccount < 0 ? Long.MAX_VALUE : ofAccount));
    }

    private void refuseSubscription(byte[] subject, byte @Nullable [] queue) {
        String using = queue == null ? "" : " using queue " + Quoted.of(queue);
        connection.writeError("Permissions Violation for Subscription to " + Quoted.of(subject) + using);
        service.log().error(connection.logName() + " - Subscription Violation - Subject " + Quoted.of(subject) + using);
    }

    void unsubscribe(byte[] sid, long maximum) {
        Subscription subscription = subscriptions.get(sid);
        if (subscription != null) {
            if (maximum > subscription.delivered()) {
                subscription.limit(maximum);
            } else {
                end(subscription);
            }
        }
        if (connection.options().verbose()) {
            connection.write(ClientConnection.OK);
        }
    }

    /** Ends a subscription; by any loop, for instance the one that made the last of its deliveries. */
    void end(Subscription subscription) {
        if (subscriptions.remove(subscription)) {
            ProtocolTrace trace = connection.trace();
            if (trace != null) {
                trace.ended(subscription.sid());
            }
            Account bound = connection.login().account();
            if (bound != null) {
                bound.unsubscribe(subscription);
                bound.removeSubscription();
            }
        }
    }

    void endAll() {
        subscriptions.all().forEach(this::end);
    }

    /** Whether the rules keep messages to this subject from a subscription that they allow; by any loop. */
    boolean hides(byte[] subject, byte @Nullable [] queue) {
        SubscribeRules rules = filter;
        return rules != null && rules.hides(subject, queue);
    }

    /** Ends what the rules no longer allow. */
    void reconsider() {
        subscriptions.all().forEach(this::reconsider);
    }

    private void reconsider(Subscription subscription) {
        byte[] subject = subscription.subject();
        byte[] queue = subscription.queue();
        if (subscribeRules.allows(subject, queue)) {
            if ((queue != null || Subjects.hasWildcard(subject)) && subscribeRules.needsFilter(subject)) {
                filter = subscribeRules;
            }
            connection.login().bound().interest().touch(subject);
            return;
        }
        end(subscription);
        String which = Quoted.of(subject) + (queue == null ? "" : " using queue " + Quoted.of(queue)) + " (sid "
                + Quoted.of(subscription.sid()) + ")";
        connection.writeError("Permissions Violation for Subscription to " + which);
        service.log().info("Removed sub " + which + " for " + connection.user().label() + " - not authorized");
    }

    /** At most so many of them as monitoring shows them; by any thread. */
    List<ConnectionInfo.SubscriptionInfo> infos(int most) {
        return subscriptions.all().stream()
                .limit(most)
                .map(subscription -> new ConnectionInfo.SubscriptionInfo(
                        new String(subscription.subject(), UTF_8),
                        subscription.queue() == null ? null : new String(subscription.queue(), UTF_8),
                        new String(subscription.sid(), UTF_8),
                        subscription.delivered(),
                        subscription.maximum()))
                .toList();
    }
}
