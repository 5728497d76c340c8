package io.vagus.account;

import io.vagus.base.Order;
import io.vagus.protocol.ClosedReason;
import io.vagus.routing.Interest;
import io.vagus.routing.Subscription;
import io.vagus.subject.SubjectMapping;
import io.vagus.subject.SubjectMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's subject space in this node: its limits, its connections, its counters. Safe for use by any thread;
 * membership and connection limit change together under this object's own lock.
 */
public final class Account {
    /** What somebody hears who would be one connection too many. */
    public static final String FULL = "maximum account active connections exceeded";

    private final String name;
    private final Interest interest = new Interest();
    private final PublishScope openScope = new PublishScope(this, Permissions.ALL);
    private final Map<Long, Member> members = new ConcurrentHashMap<>();
    private final Object membership = new Object();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong totalConnections = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong();
    private final AtomicLong slowConsumers = new AtomicLong();
    private final LongAdder nodeMessages = new LongAdder();
    private final LongAdder nodeBytes = new LongAdder();
    private final List<LoopTraffic> loops = new CopyOnWriteArrayList<>();
    private final List<Consumer<Account>> connectionListeners = new CopyOnWriteArrayList<>();
    private volatile AccountLimits limits = AccountLimits.NONE;
    private volatile @Nullable RateGate gate;
    private final LongAdder rateLimited = new LongAdder();
    private volatile @Nullable String nameTag;
    private volatile @Nullable StreamAllowance streams;
    private volatile boolean retired;
    private final List<Consumer<Account>> serviceListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable SubjectMappings mappings;
    private @Nullable SubjectMappings ownMappings;
    private List<SubjectMapping> nodeMappings = List.of();
    private BooleanSupplier wantsNodeMappings = () -> true;
    private boolean hasNodeMappings;
    private volatile @Nullable TraceDestination traceDestination;
    private volatile @Nullable SubscriptionWatcher subscriptionWatcher;

    Account(String name) {
        this.name = name;
    }

    /** The account's public key, or its name in a configuration without operators. */
    public String name() {
        return name;
    }

    /** Who listens to what in this account. */
    public Interest interest() {
        return interest;
    }

    /** Adds a subscription of this account, and the interest in other accounts that its imports give it. */
    public void subscribe(Subscription subscription) {
        interest.add(subscription);
        SubscriptionWatcher watcher = subscriptionWatcher;
        if (watcher != null) {
            watcher.added(subscription);
        }
    }

    /** Undoes {@link #subscribe}. */
    public void unsubscribe(Subscription subscription) {
        interest.remove(subscription);
        SubscriptionWatcher watcher = subscriptionWatcher;
        if (watcher != null) {
            watcher.removed(subscription);
        }
    }

    /** Has one see all subscriptions that come and go from now on. */
    public void watchSubscriptions(SubscriptionWatcher watcher) {
        subscriptionWatcher = watcher;
    }

    /** Sees subscriptions after they came and after they went; by any thread. */
    public interface SubscriptionWatcher {
        void added(Subscription subscription);

        void removed(Subscription subscription);
    }

    /** The scope of those who may publish to every subject of this account. */
    public PublishScope openScope() {
        return openScope;
    }

    /** How subjects of messages from clients are mapped; null where they are not. */
    public @Nullable SubjectMappings mappings() {
        return mappings;
    }

    /** Maps subjects of messages from clients so from now on, and by those of the node. */
    public synchronized void mappings(@Nullable SubjectMappings next) {
        ownMappings = next;
        putMappingsIntoEffect();
    }

    /**
     * Maps subjects so wherever the account has no mapping of the same subject of its own.
     *
     * @param wanted whether it is to be so now; asked again when imports or what may be kept in streams have changed
     */
    public synchronized void nodeMappings(List<SubjectMapping> added, BooleanSupplier wanted) {
        nodeMappings = List.copyOf(added);
        wantsNodeMappings = wanted;
        putMappingsIntoEffect();
    }

    /** Its imports, or what it may keep in streams, have changed, on which mappings of the node may depend. */
    public synchronized void reconsiderNodeMappings() {
        if (!nodeMappings.isEmpty() && wantsNodeMappings.getAsBoolean() != hasNodeMappings) {
            putMappingsIntoEffect();
        }
    }

    private void putMappingsIntoEffect() {
        SubjectMappings next = ownMappings;
        hasNodeMappings = !nodeMappings.isEmpty() && wantsNodeMappings.getAsBoolean();
        if (hasNodeMappings) {
            List<SubjectMapping> all = new ArrayList<>(next == null ? List.of() : next.all());
            Set<String> sources = all.stream().map(SubjectMapping::source).collect(Collectors.toSet());
            nodeMappings.stream()
                    .filter(each -> !sources.contains(each.source()))
                    .forEach(all::add);
            next = SubjectMappings.of(all);
        }
        if (mappings != next) {
            mappings = next;
            interest.touchAll();
        }
    }

    /** Where messages that are part of a distributed trace are traced to; null for nowhere. */
    public @Nullable TraceDestination traceDestination() {
        return traceDestination;
    }

    /** Sets where messages that are part of a distributed trace are traced to. */
    public void traceDestination(@Nullable TraceDestination next) {
        traceDestination = next;
    }

    /** The name for people, from the account's JWT. */
    public @Nullable String nameTag() {
        return nameTag;
    }

    /** Sets the name for people; empty for none. */
    public void nameTag(@Nullable String nameTag) {
        this.nameTag = nameTag == null || nameTag.isEmpty() ? null : nameTag;
    }

    /** What holds now. */
    public AccountLimits limits() {
        return limits;
    }

    /**
     * Replaces the limits, for live connections too: of more connections than now allowed, the newest are closed with
     * {@code maximum account active connections exceeded}.
     */
    public void updateLimits(AccountLimits limits) {
        List<Member> surplus;
        synchronized (membership) {
            RateLimit rate = limits.flow().account();
            if (!rate.equals(this.limits.flow().account())) {
                gate = rate.isUnlimited() ? null : new RateGate(rate);
            }
            this.limits = limits;
            long excess = limits.connections() < 0 ? 0 : members.size() - limits.connections();
            surplus = excess <= 0
                    ? List.of()
                    : members.values().stream()
                            .sorted(Order.byLong(Member::id).reversed())
                            .limit(excess)
                            .toList();
        }
        surplus.forEach(member -> member.close(ClosedReason.MAX_ACCOUNT_CONNECTIONS_EXCEEDED, FULL));
        members.values().forEach(Member::accountLimitsChanged);
    }

    /** What measures the publishing of all its connections together; null without such a limit. */
    public @Nullable RateGate gate() {
        return gate;
    }

    /** Counts what a rate limit did: one batch delayed, or one message refused. */
    public void countRateLimited() {
        rateLimited.increment();
    }

    /** How often a rate limit delayed a batch or refused a message, since the node started. */
    public long rateLimited() {
        return rateLimited.sum();
    }

    /** What it may keep in streams; null when it may not keep any. */
    public @Nullable StreamAllowance streams() {
        return streams;
    }

    /** Sets what it may keep in streams; those who asked hear of it. */
    public void updateStreams(@Nullable StreamAllowance allowance) {
        if (!java.util.Objects.equals(streams, allowance)) {
            streams = allowance;
            reconsiderNodeMappings();
            serviceListeners.forEach(listener -> listener.accept(this));
        }
    }

    /** Whether it was deleted: until it comes again, services of the node have no business in it. */
    public boolean isRetired() {
        return retired;
    }

    /** Sets whether it is deleted; services hear of it. */
    public void retire(boolean deleted) {
        if (retired != deleted) {
            retired = deleted;
            serviceListeners.forEach(listener -> listener.accept(this));
        }
    }

    /** Registers a service that wants to know when {@link #streams} or {@link #isRetired} has changed; must not block for long. */
    public void onServicesChanged(Consumer<Account> listener) {
        serviceListeners.add(listener);
    }

    /** Undoes {@link #onServicesChanged}. */
    public void forgetService(Consumer<Account> listener) {
        serviceListeners.remove(listener);
    }

    /** Admits a connection; false when the account has as many as it may. */
    public boolean join(Member member) {
        synchronized (membership) {
            long limit = limits.connections();
            if (limit >= 0 && members.size() >= limit) {
                return false;
            }
            members.put(member.id(), member);
        }
        connections.incrementAndGet();
        totalConnections.incrementAndGet();
        connectionListeners.forEach(listener -> listener.accept(this));
        return true;
    }

    /** Whether it has as many connections as it may; one may leave at any time. */
    public boolean isFull() {
        synchronized (membership) {
            long limit = limits.connections();
            return limit >= 0 && members.size() >= limit;
        }
    }

    /** Forgets a connection that {@link #join} admitted; does nothing the second time. */
    public void leave(Member member) {
        synchronized (membership) {
            if (members.remove(member.id()) == null) {
                return;
            }
        }
        connections.decrementAndGet();
        connectionListeners.forEach(listener -> listener.accept(this));
    }

    /** Registers somebody who wants to know each time the number of connections has changed; must not block. */
    public void onConnectionsChanged(Consumer<Account> listener) {
        connectionListeners.add(listener);
    }

    /** Calls for each live connection, for instance to find those a revocation concerns. */
    public void forEachMember(Consumer<Member> action) {
        members.values().forEach(action);
    }

    /** Closes all connections. */
    public void closeAll(ClosedReason reason, @Nullable String errorText) {
        forEachMember(member -> member.close(reason, errorText));
    }

    /** Client connections now. */
    public int connections() {
        return connections.get();
    }

    /** Client connections since the node started. */
    public long totalConnections() {
        return totalConnections.get();
    }

    /** Client subscriptions now. */
    public long subscriptions() {
        return subscriptions.get();
    }

    /** Takes a place for one more subscription; false when the account has as many as it may. */
    public boolean addSubscription() {
        long limit = limits.flow().subscriptions();
        if (subscriptions.incrementAndGet() > limit && limit >= 0) {
            subscriptions.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives back the place of a subscription. */
    public void removeSubscription() {
        subscriptions.decrementAndGet();
    }

    /** Connections that were closed for being too slow, since the node started. */
    public long slowConsumers() {
        return slowConsumers.get();
    }

    /** Counts one slow consumer. */
    public void countSlowConsumer() {
        slowConsumers.incrementAndGet();
    }

    /** A counter for one more event loop. */
    public LoopTraffic newLoopTraffic() {
        LoopTraffic traffic = new LoopTraffic();
        loops.add(traffic);
        return traffic;
    }

    /** Counts what the node itself sent to clients; by any thread. */
    public void countSentByNode(long messages, long bytes) {
        nodeMessages.add(messages);
        nodeBytes.add(bytes);
    }

    /** How often it was looked up who hears a subject, since the node started: not for subjects of which a loop remembers it. */
    public long matches() {
        return loops.stream().mapToLong(LoopTraffic::matches).sum();
    }

    /** Messages and bytes of all loops together, since the node started. */
    public Traffic traffic() {
        Traffic sum = new Traffic(0, 0, nodeMessages.sum(), nodeBytes.sum());
        for (LoopTraffic loop : loops) {
            sum = sum.plus(loop.read());
        }
        return sum;
    }

    @Override
    public String toString() {
        return name;
    }
}
