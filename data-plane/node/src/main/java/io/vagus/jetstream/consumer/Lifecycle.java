package io.vagus.jetstream.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.base.Deadline;
import io.vagus.jetstream.api.ApiError;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.InvalidJson;
import io.vagus.jetstream.api.Json;
import io.vagus.jetstream.api.RequiredLevel;
import io.vagus.jetstream.consumer.ConsumerConfig.AckPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.DeliverPolicy;
import io.vagus.jetstream.consumer.ConsumerConfig.ReplayPolicy;
import io.vagus.jetstream.consumer.ConsumerConfigJson.Action;
import io.vagus.jetstream.consumer.StreamTerms.Retention;
import io.vagus.storage.ConsumerLedger;
import io.vagus.storage.ConsumerState;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import io.vagus.subject.Pattern;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Consumers come, change and go: creation, update, deletion, recovery from their ledgers. Has no state of its own. */
final class Lifecycle {

    private static final long SMALLEST_JITTER_NANOS = 100_000_000;
    private static final long JITTER_NANOS = 900_000_000;
    private static final long RECOVERY_CHECK_NANOS = 500_000_000;
    private static final int NAME_LENGTH = 8;

    private final ConsumerHost host;
    private final Registry registry;
    private final FilterIndex index;
    private final ReadyList ready;
    private final ConsumerTimers timers;
    private final InterestRetention retention;
    private final Advisories advisories;
    private final PullRequests pullRequests;
    private final Acknowledgements acknowledgements;

    Lifecycle(
            ConsumerHost host,
            Registry registry,
            FilterIndex index,
            ReadyList ready,
            ConsumerTimers timers,
            InterestRetention retention,
            Advisories advisories,
            PullRequests pullRequests,
            Acknowledgements acknowledgements) {
        this.host = host;
        this.registry = registry;
        this.index = index;
        this.ready = ready;
        this.timers = timers;
        this.retention = retention;
        this.advisories = advisories;
        this.pullRequests = pullRequests;
        this.acknowledgements = acknowledgements;
    }

    /** Creates a consumer, or changes the one of that name, as the action allows. */
    CreateOutcome create(ConsumerConfig asked, Action action, boolean pedantic, long now) {
        StreamTerms terms = host.terms();
        ConsumerConfig.Draft draft = asked.draft();
        ApiError error = ConsumerDefaults.fill(draft, terms, pedantic);
        ConsumerConfig config = draft.build();
        error = error != null ? error : ConsumerConfigRules.check(config, terms);
        error = terms.accountLimits().allowed() ? error : ErrorCode.NO_LIMITS.error();
        if (error == null) {
            String complaint = DeadLetters.complaint(config.metadata(), config, terms);
            error = complaint == null ? null : ErrorCode.CONSUMER_CREATE.error(complaint);
        }
        if (error != null) {
            return new CreateOutcome.Refused(error);
        }
        String wanted = config.isDurable() ? config.durable() : config.name();
        Consumer existing = wanted.isEmpty() ? null : registry.find(wanted);
        if (existing != null) {
            return change(existing, config, action, now);
        }
        error = action == Action.UPDATE ? ErrorCode.CONSUMER_DOES_NOT_EXIST.error() : creationRefusal(config, terms);
        if (error != null) {
            return new CreateOutcome.Refused(error);
        }
        return new CreateOutcome.Present(begin(config, wanted.isEmpty() ? newName() : wanted, now));
    }

    private CreateOutcome change(Consumer existing, ConsumerConfig config, Action action, long now) {
        if (action == Action.CREATE && !config.equals(existing.config())) {
            return new CreateOutcome.Refused(ErrorCode.CONSUMER_ALREADY_EXISTS.error());
        }
        if (host.terms().retention() == Retention.WORK_QUEUE && !isAlone(existing.name(), config.filters())) {
            return new CreateOutcome.Refused(ErrorCode.CONSUMER_WQ_CONSUMER_NOT_UNIQUE.error());
        }
        ApiError error = update(existing, config, now);
        return error == null ? new CreateOutcome.Present(existing) : new CreateOutcome.Refused(error);
    }

    private @Nullable ApiError creationRefusal(ConsumerConfig config, StreamTerms terms) {
        boolean limited = !config.direct() && !config.sourcing();
        if (limited && registry.limitable() >= mostConsumers(terms)) {
            return ErrorCode.MAXIMUM_CONSUMERS_LIMIT.error();
        }
        if (limited && terms.retention() == Retention.WORK_QUEUE) {
            if (config.ackPolicy() != AckPolicy.EXPLICIT && config.ackPolicy() != AckPolicy.FLOW_CONTROL) {
                return ErrorCode.CONSUMER_WQ_REQUIRES_EXPLICIT_ACK.error();
            }
            if (config.deliverPolicy() != DeliverPolicy.ALL) {
                return ErrorCode.CONSUMER_WQ_CONSUMER_NOT_DELIVER_ALL.error();
            }
            if (registry.limitable() > 0) {
                if (config.filters().isEmpty()) {
                    return ErrorCode.CONSUMER_WQ_MULTIPLE_UNFILTERED.error();
                }
                if (!isAlone("", config.filters())) {
                    return ErrorCode.CONSUMER_WQ_CONSUMER_NOT_UNIQUE.error();
                }
            }
        }
        if (config.isDurable() && config.durable().getBytes(UTF_8).length > ConsumerConfigRules.MAX_NAME_BYTES) {
            return ErrorCode.CONSUMER_NAME_TOO_LONG.error(ConsumerConfigRules.MAX_NAME_BYTES);
        }
        return null;
    }

    private static long mostConsumers(StreamTerms terms) {
        long most = terms.maxConsumers();
        long account = terms.accountLimits().maxConsumers();
        if (most <= 0 || account > 0 && account < most) {
            most = account;
        }
        if (most <= 0) {
            most = terms.serverLimits().defaultMaxConsumers();
        }
        return most > 0 ? most : Integer.MAX_VALUE;
    }

    /** Whether no other consumer's filters have a subject in common with these. */
    private boolean isAlone(String except, List<String> filters) {
        for (FilterGroup group : index.groups()) {
            boolean others = group.members().stream()
                    .anyMatch(each -> !each.name().equals(except)
                            && !each.config().direct()
                            && !each.config().sourcing());
            if (others && overlap(group.patterns(), filters)) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlap(List<String> some, List<String> others) {
        if (some.isEmpty() && !others.isEmpty()) {
            return true;
        }
        for (String one : some) {
            Pattern pattern = Pattern.of(one);
            if (others.stream().anyMatch(other -> pattern.overlaps(Pattern.of(other)))) {
                return true;
            }
        }
        return false;
    }

    private String newName() {
        String name;
        do {
            String id = host.uniqueId();
            name = id.substring(id.length() - NAME_LENGTH);
        } while (registry.find(name) != null);
        return name;
    }

    private Consumer begin(ConsumerConfig asked, String name, long now) {
        ConsumerConfig.Draft draft = asked.draft();
        ConsumerDefaults.fillInactivity(draft);
        ConsumerConfig config = draft.build();
        FilterGroup group = index.group(config.filters());
        StartPosition start = StartPosition.of(config, host.store(), group.filter());
        ConsumerLedger ledger = host.consumerStore().create(name, description(config, now));
        ledger.reset(0, start.sequence() - 1, 0, start.sequence() - 1);
        Consumer consumer = new Consumer(name, config, now, ledger, group);
        consumer.nextSequence = start.sequence();
        consumer.skipList = start.first();
        if (config.replayPolicy() == ReplayPolicy.ORIGINAL) {
            consumer.replay = new Consumer.Replay(host.store().lastSequence());
        }
        enter(consumer, now);
        advisories.created(consumer, now);
        if (consumer.isPaused(now)) {
            advisories.paused(consumer, now);
        }
        return consumer;
    }

    /** Takes its place among the others and begins to work. */
    private void enter(Consumer consumer, long now) {
        consumer.group().add(consumer);
        recount(consumer);
        setInactivity(consumer, now);
        registry.add(consumer);
        PushSide push = consumer.push;
        if (push != null) {
            push.heartbeatAt = heartbeatAt(consumer, now);
        }
        checkInterest(consumer, now);
        consumer.pauseAnnounced = consumer.isPaused(now);
        ready.add(consumer);
    }

    private static long heartbeatAt(Consumer consumer, long now) {
        long pause = consumer.config().heartbeatNanos();
        return pause > 0 ? Deadline.after(now, pause) : Consumer.NEVER;
    }

    private static byte[] description(ConsumerConfig config, long createdNanos) {
        ObjectNode description = Json.object();
        description.put("created", createdNanos);
        description.set("config", ShortConfig.write(config));
        return Json.bytes(description);
    }

    /** Counts anew what is pending; a message that was not told of yet is counted when it is. */
    void recount(Consumer consumer) {
        StreamStore store = host.store();
        SubjectFilter filter = consumer.group().filter();
        boolean newestOnly = consumer.config().deliverPolicy() == DeliverPolicy.LAST_PER_SUBJECT;
        long pending = consumer.nextSequence > store.lastSequence()
                ? 0
                : store.pending(consumer.nextSequence, filter, newestOnly);
        long untold = host.announcedSequence() + 1;
        if (untold <= store.lastSequence()) {
            pending -= store.pending(untold, filter, false);
        }
        consumer.setPending(pending);
    }

    private void setInactivity(Consumer consumer, long now) {
        long threshold = consumer.config().inactiveThresholdNanos();
        boolean jitter = consumer.push == null || threshold == ConsumerDefaults.INACTIVE_NANOS;
        consumer.inactivityNanos =
                threshold <= 0 ? 0 : threshold + (jitter ? SMALLEST_JITTER_NANOS + host.random(JITTER_NANOS) : 0);
        consumer.lastActiveNanos = now;
        boolean counts = consumer.inactivityNanos > 0 && (consumer.push == null || !consumer.push.active);
        consumer.inactivityCheckAt = counts ? Deadline.after(now, consumer.inactivityNanos) : Consumer.NEVER;
    }

    /** Finds out whether somebody listens to a push consumer. */
    void checkInterest(Consumer consumer, long now) {
        PushSide push = consumer.push;
        if (push == null) {
            return;
        }
        push.active = host.isBound(push.subject, push.queue);
        if (push.active) {
            consumer.inactivityCheckAt = Consumer.NEVER;
            ready.add(consumer);
        } else if (consumer.inactivityNanos > 0 && consumer.inactivityCheckAt == Consumer.NEVER) {
            consumer.inactivityCheckAt = Deadline.after(now, consumer.inactivityNanos);
        }
    }

    /** Changes a consumer; null when it worked. */
    @Nullable
    ApiError update(Consumer consumer, ConsumerConfig to, long now) {
        ConsumerConfig from = consumer.config();
        ApiError error = ConsumerUpdate.refusal(from, to, host);
        if (error != null) {
            return error;
        }
        boolean threshold = from.inactiveThresholdNanos() != to.inactiveThresholdNanos();
        if (threshold) {
            ConsumerConfig.Draft draft = to.draft();
            ConsumerDefaults.fillInactivity(draft);
            to = draft.build();
        }
        consumer.configure(to);
        consumer.ledger().configure(description(to, consumer.createdNanos()));
        if (!from.deliverSubject().equals(to.deliverSubject())) {
            moveDelivery(consumer, now);
        }
        if (threshold) {
            setInactivity(consumer, now);
        }
        if (from.ackWaitNanos() != to.ackWaitNanos() || !from.backoffNanos().equals(to.backoffNanos())) {
            consumer.checkAcksBy(now + SMALLEST_JITTER_NANOS);
        }
        if (!java.util.Objects.equals(from.pauseUntil(), to.pauseUntil())) {
            consumer.pauseAnnounced = consumer.isPaused(now);
            advisories.paused(consumer, now);
        }
        if (!from.filters().equals(to.filters())) {
            changeFilters(consumer, to);
        }
        ready.add(consumer);
        return null;
    }

    private void moveDelivery(Consumer consumer, long now) {
        registry.unwatch(consumer);
        acknowledgements.forceRedelivery(consumer, now);
        PushSide push = consumer.push;
        if (push != null) {
            push.subject = consumer.deliverSubject();
        }
        registry.watch(consumer);
        checkInterest(consumer, now);
    }

    private void changeFilters(Consumer consumer, ConsumerConfig to) {
        FilterGroup old = consumer.group();
        old.remove(consumer);
        index.release(old);
        consumer.join(index.group(to.filters()));
        consumer.group().add(consumer);
        recount(consumer);
        retention.sweep(old.filter(), consumer.state().ackFloorStream());
    }

    /** Removes a consumer for good. */
    void delete(Consumer consumer, long now) {
        advisories.deleted(consumer, now);
        pullRequests.endAll(consumer, "409 Consumer Deleted", false);
        leave(consumer);
        host.consumerStore().remove(consumer.name());
        retention.sweep(consumer.group().filter(), consumer.state().ackFloorStream());
    }

    /** Takes it out of everything that knows it. */
    void leave(Consumer consumer) {
        consumer.closed = true;
        timers.cancel(consumer);
        registry.remove(consumer);
        consumer.group().remove(consumer);
        index.release(consumer.group());
    }

    /**
     * Sets where a consumer goes on; 0 for behind what is settled.
     *
     * @return null when it worked, else what is wrong
     */
    @Nullable
    String reset(Consumer consumer, long sequence, long[] effective) {
        // Behind all there can be is from 2^63 on, too.
        long to = sequence < 0 ? Long.MAX_VALUE : sequence;
        if (sequence == 0) {
            to = consumer.settledThrough() + 1;
        } else {
            switch (consumer.config().deliverPolicy()) {
                case ALL -> {}
                case BY_START_SEQUENCE -> {
                    if (Long.compareUnsigned(sequence, consumer.config().startSequence()) < 0) {
                        return "below start seq";
                    }
                }
                case BY_START_TIME -> {
                    java.time.Instant time = consumer.config().startTime();
                    if (time != null && to < host.store().sequenceAt(Consumer.nanos(time))) {
                        return "below start time";
                    }
                }
                case LAST, NEW, LAST_PER_SUBJECT -> {
                    return "not allowed";
                }
            }
        }
        to = Math.max(1, to);
        effective[0] = sequence < 0 ? sequence : to;
        consumer.ledger().reset(0, to - 1, 0, to - 1);
        consumer.redeliveries = null;
        consumer.skipList = null;
        consumer.nextSequence = to;
        consumer.lastDeliveredNanos = 0;
        consumer.lastSettledNanos = 0;
        consumer.ackCheckAt = Consumer.NEVER;
        consumer.group().unsettle();
        recount(consumer);
        retention.sweep(consumer.group().filter(), 1);
        ready.add(consumer);
        return null;
    }

    /** What of the stored consumers is not understood, by name. */
    TreeMap<String, String> unsupported(int level) {
        TreeMap<String, String> found = new TreeMap<>();
        for (ConsumerLedger ledger : host.consumerStore().consumers()) {
            String refusal = refusal(ledger, level);
            if (refusal != null) {
                found.put(ledger.name(), refusal);
            }
        }
        return found;
    }

    private static @Nullable String refusal(ConsumerLedger ledger, int level) {
        ObjectNode description = Json.parseOrNull(ledger.config());
        if (description == null || !(description.get("config") instanceof ObjectNode written)) {
            return RequiredLevel.refusal(Map.of(), "its description is damaged", level);
        }
        try {
            return RequiredLevel.refusal(
                    ShortConfig.readStrictly(written, ledger.name()).metadata(), null, level);
        } catch (InvalidJson strict) {
            try {
                return RequiredLevel.refusal(
                        ShortConfig.read(written, ledger.name()).metadata(),
                        String.valueOf(strict.getMessage()),
                        level);
            } catch (InvalidJson unreadable) {
                return RequiredLevel.refusal(Map.of(), String.valueOf(unreadable.getMessage()), level);
            }
        }
    }

    /** Opens what was there before the node started. */
    void recover(long now) {
        for (ConsumerLedger ledger : List.copyOf(host.consumerStore().consumers())) {
            ObjectNode description = Json.parseOrNull(ledger.config());
            ObjectNode written =
                    description != null && description.get("config") instanceof ObjectNode node ? node : null;
            if (description == null || written == null) {
                host.warn("JetStream consumer '" + host.terms().account() + " > " + host.terms().stream() + " > "
                        + ledger.name() + "' has no readable configuration");
                continue;
            }
            ConsumerConfig config = ShortConfig.read(written, ledger.name());
            if (config.direct() || config.memoryStorage() && !host.terms().memory()) {
                host.consumerStore().remove(ledger.name());
            } else {
                recover(ledger, config, description.path("created").asLong(), now);
            }
        }
        retention.recovered();
    }

    private void recover(ConsumerLedger ledger, ConsumerConfig config, long createdNanos, long now) {
        FilterGroup group = index.group(config.filters());
        Consumer consumer = new Consumer(ledger.name(), config, createdNanos, ledger, group);
        long last = host.store().lastSequence();
        if (ledger.state().deliveredStream() > last && ledger.state().deliveredConsumer() > 0) {
            rollBack(ledger, last);
        }
        dropRemoved(ledger);
        consumer.nextSequence = ledger.state().deliveredStream() + 1;
        if (!ledger.state().pending().isEmpty()) {
            long soon = RECOVERY_CHECK_NANOS + host.random(2 * RECOVERY_CHECK_NANOS);
            consumer.checkAcksBy(now + Math.min(soon, consumer.ackWaitNanos(0)));
        }
        if (config.replayPolicy() == ReplayPolicy.ORIGINAL) {
            consumer.replay = new Consumer.Replay(last);
        }
        enter(consumer, now);
    }

    /** The stream lost its tail in a crash: what the consumer knows beyond it never was. */
    private static void rollBack(ConsumerLedger ledger, long last) {
        ConsumerState state = ledger.state();
        Map<Long, long[]> kept = pending(state);
        kept.keySet().removeIf(sequence -> sequence > last);
        long floor = Math.min(state.ackFloorStream(), last);
        long delivered = state.deliveredConsumer();
        long floorConsumer = state.ackFloorStream() > last ? delivered : state.ackFloorConsumer();
        rewrite(ledger, delivered, last, floorConsumer, floor, kept);
    }

    /** What was pending and is not in the stream any more is settled. */
    private void dropRemoved(ConsumerLedger ledger) {
        for (long sequence : pending(ledger.state()).keySet()) {
            if (host.store().subjectOf(sequence) == null) {
                ledger.acknowledged(ledger.state().pending().consumerSequence(sequence), sequence);
            }
        }
        ledger.forgetRedeliveredBelow(host.store().firstSequence());
    }

    /** Copies what is pending: consumer sequence and time, by stream sequence. */
    static TreeMap<Long, long[]> pending(ConsumerState state) {
        TreeMap<Long, long[]> pending = new TreeMap<>();
        state.pending().forEachFrom(1, (sequence, original, timestamp) -> {
            pending.put(sequence, new long[] {original, timestamp});
            return true;
        });
        return pending;
    }

    /** Writes a whole new state; how often kept messages were redelivered stays. */
    static void rewrite(
            ConsumerLedger ledger,
            long deliveredConsumer,
            long deliveredStream,
            long floorConsumer,
            long floorStream,
            Map<Long, long[]> pending) {
        Map<Long, Long> redelivered = new TreeMap<>(ledger.state().redelivered());
        ledger.reset(deliveredConsumer, deliveredStream, floorConsumer, floorStream);
        pending.forEach((sequence, values) -> ledger.restorePending(sequence, values[0], values[1]));
        redelivered.forEach((sequence, times) -> {
            if (pending.containsKey(sequence)) {
                ledger.restoreRedelivered(sequence, times);
            }
        });
    }
}
