package io.vagus.jetstream.consumer;

import io.vagus.storage.ConsumerState;
import io.vagus.storage.StorageException;
import io.vagus.storage.StreamStore;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages out of streams of interest and work queue retention when no consumer needs them any more. What cannot be looked at, since the device fails, is looked at
 * again a little later.
 */
final class InterestRetention {

    private static final long RETRY_NANOS = 1_000_000_000;

    private final ConsumerHost host;
    private final FilterIndex index;
    private final List<FilterGroup> found = new ArrayList<>(2);
    private StreamTerms.Retention policy = StreamTerms.Retention.LIMITS;

    /** From here on messages may be left that nobody needs; {@link Long#MAX_VALUE} for none. */
    private long leftFrom = Long.MAX_VALUE;

    private long retryAt = Consumer.NEVER;

    InterestRetention(ConsumerHost host, FilterIndex index) {
        this.host = host;
        this.index = index;
    }

    /** The stream's configuration may have changed. */
    void refresh() {
        policy = host.terms().retention();
    }

    /** The same while consumers are at work: where interest decides from now on, what all are through with goes. */
    void changed() {
        StreamTerms.Retention before = policy;
        refresh();
        if (policy != before) {
            sweep(1);
        }
    }

    /** A consumer is through with a message. */
    void settled(long sequence) {
        if (policy == StreamTerms.Retention.LIMITS || sequence < host.store().firstSequence()) {
            return;
        }
        try {
            byte[] subject = host.store().subjectOf(sequence);
            if (subject != null && !isNeeded(sequence, subject)) {
                host.remove(sequence);
            }
        } catch (StorageException e) {
            leave(sequence);
        }
    }

    private void leave(long sequence) {
        leftFrom = Math.min(leftFrom, sequence);
        retryAt = 0;
    }

    /** When {@link #retry} has something to do; {@link Consumer#NEVER} for nothing. */
    long retryAt() {
        return retryAt;
    }

    /** Looks at what was left. Errors: {@link StorageException} where it still cannot be read. */
    void retry(long now) {
        if (now < retryAt) {
            return;
        }
        long from = leftFrom;
        leftFrom = Long.MAX_VALUE;
        retryAt = Consumer.NEVER;
        try {
            takeOut(from);
        } catch (StorageException e) {
            leftFrom = from;
            retryAt = now + RETRY_NANOS;
            throw e;
        }
    }

    private boolean isNeeded(long sequence, byte[] subject) {
        found.clear();
        index.forEach(subject, found::add);
        for (int i = 0; i < found.size(); i++) {
            if (isNeeded(found.get(i), sequence)) {
                return true;
            }
        }
        return false;
    }

    /** Asks first the member that needed something the last time: those that lag behind lag behind with the next message, too. */
    private static boolean isNeeded(FilterGroup group, long sequence) {
        if (group.isSettled(sequence)) {
            return false;
        }
        List<Consumer> members = group.members();
        int size = members.size();
        int first = group.needy < size ? group.needy : 0;
        for (int i = 0; i < size; i++) {
            int at = first + i < size ? first + i : first + i - size;
            if (needs(members.get(at), sequence)) {
                group.needy = at;
                return true;
            }
        }
        return false;
    }

    /** Whether a consumer whose filters match has not settled the message; what it gave up stays, too. */
    static boolean needs(Consumer consumer, long sequence) {
        ConsumerState state = consumer.state();
        if (state.redeliveries(sequence) > 0) {
            return true;
        }
        if (sequence >= consumer.nextSequence) {
            return true;
        }
        return switch (consumer.config().ackPolicy()) {
            case NONE -> false;
            case EXPLICIT -> state.pending().contains(sequence);
            case ALL, FLOW_CONTROL ->
                sequence > state.ackFloorStream() && state.pending().contains(sequence);
        };
    }

    /** After a start: what consumers were through with before, and was not durably removed then, goes now. */
    void recovered() {
        if (policy == StreamTerms.Retention.INTEREST && host.consumerStore().hasLost()) {
            // Those who wanted the messages may be made again.
            StreamTerms terms = host.terms();
            host.warn("JetStream stream '" + terms.account() + " > " + terms.stream()
                    + "': its consumers are lost, its messages are kept until there is one again");
            return;
        }
        try {
            takeOut(1);
        } catch (StorageException e) {
            leave(1);
        }
    }

    private void takeOut(long fromSequence) {
        if (policy == StreamTerms.Retention.INTEREST) {
            new Sweep().of(SubjectFilter.all(), fromSequence, index.groupOfAll());
        } else if (policy == StreamTerms.Retention.WORK_QUEUE) {
            // Where no consumer looks, a message waits for one to come.
            for (FilterGroup group : index.groups()) {
                new Sweep().of(group.filter(), fromSequence, group);
            }
        }
    }

    /** Looks through all messages from here on: a consumer wants less, or was not asked before a crash. */
    void sweep(long fromSequence) {
        sweep(SubjectFilter.all(), fromSequence);
    }

    /**
     * The same of these subjects alone, which a consumer that is gone has wanted.
     *
     * @param filter what it wanted
     */
    void sweep(SubjectFilter filter, long fromSequence) {
        if (policy == StreamTerms.Retention.INTEREST) {
            try {
                new Sweep().of(filter, fromSequence, index.groupOfAll());
            } catch (StorageException e) {
                leave(fromSequence);
            }
        }
    }

    /**
     * One look through messages, during which no consumer changes: what all members of a group are through with, and what some member has not
     * seen yet, is found out once for each group and not for each message.
     */
    private final class Sweep {
        private final Map<FilterGroup, Bounds> bounds = new IdentityHashMap<>();

        /** No member needs what is up to the first, one needs all from the second on. */
        private record Bounds(long settledThrough, long unseenFrom) {}

        /** @param witness what its members have not seen is needed, whatever others say; null where there is none for all subjects */
        void of(SubjectFilter filter, long fromSequence, @Nullable FilterGroup witness) {
            StreamStore store = host.store();
            long end =
                    witness == null ? store.lastSequence() + 1 : bounds(witness).unseenFrom();
            long at = store.nextSequence(filter, Math.max(fromSequence, store.firstSequence()));
            while (at != 0 && at < end) {
                byte[] subject = store.subjectOf(at);
                if (subject != null && !isNeeded(at, subject)) {
                    host.remove(at);
                }
                at = store.nextSequence(filter, at + 1);
            }
        }

        private boolean isNeeded(long sequence, byte[] subject) {
            found.clear();
            index.forEach(subject, found::add);
            for (int i = 0; i < found.size(); i++) {
                FilterGroup group = found.get(i);
                Bounds known = bounds(group);
                if (sequence >= known.unseenFrom()) {
                    return true;
                }
                if (sequence > known.settledThrough() && InterestRetention.isNeeded(group, sequence)) {
                    return true;
                }
            }
            return false;
        }

        private Bounds bounds(FilterGroup group) {
            return bounds.computeIfAbsent(group, InterestRetention::bounds);
        }
    }

    private static Sweep.Bounds bounds(FilterGroup group) {
        long settled = Long.MAX_VALUE;
        long unseen = Long.MAX_VALUE;
        for (Consumer each : group.members()) {
            settled = Math.min(settled, each.state().redelivered().isEmpty() ? each.settledThrough() : 0);
            unseen = Math.min(unseen, each.nextSequence);
        }
        return new Sweep.Bounds(settled, unseen);
    }
}
