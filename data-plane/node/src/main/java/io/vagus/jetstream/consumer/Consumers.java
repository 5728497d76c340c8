package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Deadline;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.storage.ConsumerState;
import io.vagus.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All consumers of one stream. Owned by the stream's thread, as everything it holds. */
public final class Consumers implements StreamConsumers {

    /** Consumers that get their turn within one call; the rest of the shard comes in between. */
    private static final int TURNS = 64;

    /** A wake may come so much too early; then it is asked for again. */
    private static final long EARLY_NANOS = 5_000_000;

    private final ConsumerHost host;
    private final Registry registry;
    private final FilterIndex index = new FilterIndex();
    private final ReadyList ready = new ReadyList();
    private final ConsumerTimers timers = new ConsumerTimers();
    private final Statuses statuses;
    private final Advisories advisories;
    private final InterestRetention retention;
    private final PullRequests pullRequests;
    private final Acknowledgements acknowledgements;
    private final Deliveries deliveries;
    private final Lifecycle lifecycle;
    private final Purge purge;
    private final ConsumerApi api;
    private final ConsumerSettings settings;
    private long wakeAt = Consumer.NEVER;
    private boolean led;

    /** Of one stream; empty until {@link #start}. */
    public Consumers(ConsumerHost host, ConsumerSettings settings) {
        this.host = host;
        this.settings = settings;
        registry = new Registry(host);
        statuses = new Statuses(host);
        advisories = new Advisories(host);
        retention = new InterestRetention(host, index);
        DeadLetters deadLetters = new DeadLetters(host);
        pullRequests = new PullRequests(host, statuses, advisories, ready);
        acknowledgements =
                new Acknowledgements(host, ready, retention, advisories, statuses, deadLetters, pullRequests);
        deliveries = new Deliveries(
                host,
                statuses,
                pullRequests,
                acknowledgements,
                retention,
                new ReplySubjects(host, settings.scopedReplies()));
        lifecycle = new Lifecycle(
                host, registry, index, ready, timers, retention, advisories, pullRequests, acknowledgements);
        purge = new Purge(host, lifecycle);
        api = new ConsumerApi(host, settings, registry, lifecycle, pullRequests, advisories);
    }

    /** The consumer of that name. */
    @Nullable
    Consumer named(String name) {
        return registry.find(name);
    }

    @Override
    public @Nullable ObjectNode answer(ConsumerRequest request, long now) {
        return api.answer(request, now);
    }

    @Override
    public boolean next(String consumer, byte @Nullable [] reply, byte @Nullable [] headers, byte[] body, long now) {
        Consumer found = registry.find(consumer);
        if (found == null) {
            return false;
        }
        if (reply != null && !found.config().isPush() && HeaderBlocks.needsMoreThan(settings.apiLevel(), headers)) {
            statuses.send(reply, "412 Required Api Level");
        } else {
            pullRequests.receive(found, reply, body, now);
        }
        return true;
    }

    @Override
    public boolean acknowledge(String consumer, AckSubject ack, byte @Nullable [] reply, byte[] body, long now) {
        Consumer found = registry.find(consumer);
        if (found == null
                || found.config().ackPolicy() == AckPolicy.NONE
                || found.config().ackPolicy() == AckPolicy.FLOW_CONTROL) {
            return false;
        }
        noteActivity(found, now);
        acknowledgements.receive(found, ack, reply, body, now);
        schedule(found);
        return true;
    }

    /** Acknowledgements keep an unused consumer alive. */
    private static void noteActivity(Consumer consumer, long now) {
        if (consumer.inactivityNanos > 0) {
            consumer.lastActiveNanos = now;
            if (consumer.push != null && consumer.inactivityCheckAt != Consumer.NEVER) {
                consumer.inactivityCheckAt = Deadline.after(now, consumer.inactivityNanos);
            }
        }
    }

    @Override
    public boolean flowControl(String consumer, byte[] subject, byte @Nullable [] headers, long now) {
        Consumer found = registry.find(consumer);
        PushSide push = found == null ? null : found.push;
        if (found == null || push == null || !found.config().flowControl()) {
            return false;
        }
        if (!push.answered(new String(subject, UTF_8))) {
            return true;
        }
        if (found.config().ackPolicy() == AckPolicy.FLOW_CONTROL) {
            long stream = HeaderBlocks.number(headers, "Nats-Last-Stream");
            if (stream > 0) {
                acknowledgements.settleThrough(
                        found, Math.max(0, HeaderBlocks.number(headers, "Nats-Last-Consumer")), stream);
                found.lastSettledNanos = now;
            }
        }
        ready.add(found);
        return true;
    }

    @Override
    public void messageStored(long sequence, byte[] subject, long now) {
        index.forEach(subject, group -> {
            if (group.count(sequence)) {
                List<Consumer> hungry = group.hungry();
                for (int i = hungry.size() - 1; i >= 0; i--) {
                    Consumer each = hungry.get(i);
                    group.feed(each);
                    ready.add(each);
                }
            }
        });
    }

    @Override
    public void messageRemoved(long sequence, byte[] subject, long now) {
        if (index.isEmpty()) {
            return;
        }
        List<FilterGroup> groups = new ArrayList<>(2);
        index.forEach(subject, group -> {
            if (!group.isSettled(sequence) && !groups.contains(group)) {
                groups.add(group);
            }
        });
        for (FilterGroup group : groups) {
            removeFrom(group, sequence, now);
        }
    }

    private void removeFrom(FilterGroup group, long sequence, long now) {
        long settled = Long.MAX_VALUE;
        for (Consumer each : group.members()) {
            if (sequence >= each.nextSequence) {
                each.countDown();
            } else {
                acknowledgements.removed(each, sequence, now);
            }
            ConsumerState state = each.state();
            long through = state.redelivered().isEmpty() ? each.settledThrough() : 0;
            settled = Math.min(settled, through);
        }
        group.settleThrough(settled);
    }

    @Override
    public void purged(@Nullable String filter, long now) {
        purge.apply(filter, registry.snapshot(), now);
        registry.all().forEach(ready::add);
    }

    @Override
    public void termsChanged(long now) {
        retention.changed();
        registry.all().forEach(ready::add);
    }

    @Override
    public void interestChanged(byte[] subject, long now) {
        registry.deliveringTo(subject).forEach(each -> {
            lifecycle.checkInterest(each, now);
            schedule(each);
        });
    }

    @Override
    public boolean wants(byte[] subject) {
        return index.matches(subject);
    }

    @Override
    public int count() {
        return registry.visible();
    }

    @Override
    public List<String> exceeding(StreamTerms.StreamLimits limits) {
        long threshold = limits.inactiveThresholdNanos();
        long pending = limits.maxAckPending();
        List<String> names = new ArrayList<>();
        for (Consumer each : registry.all()) {
            if ((threshold > 0 && each.config().inactiveThresholdNanos() > threshold)
                    || (pending > 0 && each.config().maxAckPending() > pending)) {
                names.add(each.name());
            }
        }
        return names;
    }

    @Override
    public List<ConsumerStats> stats(long now) {
        List<ConsumerStats> stats = new ArrayList<>();
        for (Consumer each : registry.all()) {
            if (!each.config().direct()) {
                stats.add(ConsumerStats.of(each, host.store(), now));
            }
        }
        return stats;
    }

    @Override
    public boolean run(long now) {
        for (Consumer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
            timeHasCome(due, now);
        }
        int turns = Math.min(TURNS, ready.size());
        boolean more = false;
        StorageException unread = null;
        try {
            retention.retry(now);
        } catch (StorageException e) {
            unread = e;
        }
        for (int i = 0; i < turns; i++) {
            Consumer consumer = ready.poll();
            if (consumer == null) {
                break;
            }
            try {
                if (deliveries.run(consumer, now)) {
                    ready.add(consumer);
                    more = true;
                }
            } catch (StorageException e) {
                // The others go on; this one tries again when the stream says so.
                unread = e;
                ready.add(consumer);
            }
            schedule(consumer);
        }
        long next = Math.min(timers.next(), retention.retryAt());
        if (next != Consumer.NEVER && (next != wakeAt || next - now < EARLY_NANOS)) {
            wakeAt = next;
            host.wakeAt(next);
        }
        if (unread != null) {
            throw unread;
        }
        return more || ready.size() > 0;
    }

    /** Something of a consumer is due: finds out what. */
    private void timeHasCome(Consumer consumer, long now) {
        if (consumer.ackCheckAt <= now) {
            acknowledgements.checkOverdue(consumer, now);
        }
        if (consumer.pinExpiresAt <= now) {
            pullRequests.checkPin(consumer, now);
        }
        PullQueue pulls = consumer.pulls;
        if (pulls != null && pulls.nextCheckAt <= now) {
            pullRequests.timeHasCome(consumer, now);
        }
        if (consumer.pauseAnnounced && !consumer.isPaused(now)) {
            consumer.pauseAnnounced = false;
            advisories.paused(consumer, now);
            ready.add(consumer);
        }
        if (consumer.gateUntil != 0 && consumer.gateUntil <= now) {
            consumer.gateUntil = 0;
            ready.add(consumer);
        }
        heartbeat(consumer, now);
        if (consumer.inactivityCheckAt <= now && isAbandoned(consumer, now)) {
            lifecycle.delete(consumer, now);
            return;
        }
        schedule(consumer);
    }

    private void heartbeat(Consumer consumer, long now) {
        PushSide push = consumer.push;
        if (push == null || push.heartbeatAt > now) {
            return;
        }
        push.heartbeatAt = Deadline.after(now, consumer.config().heartbeatNanos());
        if (push.active) {
            statuses.heartbeat(push.subject, consumer, push.flowId());
            if (consumer.config().ackPolicy() == AckPolicy.FLOW_CONTROL
                    && consumer.ackPending() > 0
                    && push.flowId() == null) {
                deliveries.requestFlowControl(consumer, push);
            }
        }
    }

    /** Whether nobody has used it for too long; else sets when to look again. */
    private boolean isAbandoned(Consumer consumer, long now) {
        if (consumer.push != null) {
            consumer.inactivityCheckAt = Consumer.NEVER;
            return !consumer.push.active;
        }
        pullRequests.sweep(consumer, true, now);
        PullQueue pulls = consumer.pulls;
        long again = Deadline.after(consumer.lastActiveNanos, consumer.inactivityNanos);
        if (pulls != null && !pulls.isEmpty()) {
            again = Deadline.after(now, consumer.inactivityNanos);
        } else if (again <= now) {
            again = Deadline.after(lastAckDue(consumer), consumer.inactivityNanos);
        }
        consumer.inactivityCheckAt = again;
        return again <= now;
    }

    /** When the last of its deliveries will be overdue; 0 when none waits. */
    private static long lastAckDue(Consumer consumer) {
        long[] latest = {Long.MIN_VALUE / 2};
        consumer.state().pending().forEachFrom(1, (sequence, original, timestamp) -> {
            long wait = consumer.ackWaitNanos(consumer.state().redeliveries(sequence));
            latest[0] = Math.max(latest[0], Deadline.after(timestamp, wait));
            return true;
        });
        return latest[0];
    }

    /** Sets when the consumer has something to do next. */
    private void schedule(Consumer consumer) {
        if (consumer.closed) {
            return;
        }
        long at = Math.min(consumer.ackCheckAt, Math.min(consumer.inactivityCheckAt, consumer.pinExpiresAt));
        PullQueue pulls = consumer.pulls;
        if (pulls != null && !pulls.isEmpty()) {
            at = Math.min(at, pulls.nextCheckAt);
        }
        PushSide push = consumer.push;
        if (push != null) {
            at = Math.min(at, push.heartbeatAt);
        }
        if (consumer.pauseAnnounced && consumer.config().pauseUntil() != null) {
            at = Math.min(at, Consumer.nanos(consumer.config().pauseUntil()));
        }
        if (consumer.gateUntil != 0) {
            at = Math.min(at, consumer.gateUntil);
        }
        timers.set(consumer, at);
    }

    @Override
    public java.util.SortedMap<String, String> unsupported() {
        return lifecycle.unsupported(settings.apiLevel());
    }

    @Override
    public void start(long now) {
        if (!led) {
            led = true;
            retention.refresh();
            lifecycle.recover(now);
        }
    }

    @Override
    public void stop(Ending why, long now) {
        led = false;
        for (Consumer consumer : registry.snapshot()) {
            if (why == Ending.STREAM_DELETED) {
                advisories.deleted(consumer, now);
            }
            pullRequests.endAll(consumer, why.status(), why == Ending.SHUTDOWN);
            lifecycle.leave(consumer);
        }
    }
}
