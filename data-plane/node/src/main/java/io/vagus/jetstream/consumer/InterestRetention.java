package io.vagus.jetstream.consumer;

import io.vagus.storage.ConsumerState;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.List;

/** Takes messages out of streams of interest and work queue retention when no consumer needs them any more. */
final class InterestRetention {

    private final ConsumerHost host;
    private final FilterIndex index;
    private StreamTerms.Retention policy = StreamTerms.Retention.LIMITS;

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
        byte[] subject = host.store().subjectOf(sequence);
        if (subject != null && !isNeeded(sequence, subject)) {
            host.remove(sequence);
        }
    }

    private boolean isNeeded(long sequence, byte[] subject) {
        List<FilterGroup> groups = new ArrayList<>(2);
        index.forEach(subject, groups::add);
        for (FilterGroup group : groups) {
            for (Consumer each : group.members()) {
                if (needs(each, sequence)) {
                    return true;
                }
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
    void recovered(Iterable<Consumer> consumers) {
        if (policy != StreamTerms.Retention.WORK_QUEUE) {
            sweep(1);
            return;
        }
        long end = 0;
        for (Consumer each : consumers) {
            end = Math.max(end, each.nextSequence);
        }
        SubjectFilter all = SubjectFilter.all();
        long at = host.store().nextSequence(all, host.store().firstSequence());
        while (at != 0 && at < end) {
            byte[] subject = host.store().subjectOf(at);
            // Where no consumer looks, a message waits for one to come.
            if (subject != null && index.matches(subject)) {
                settled(at);
            }
            at = host.store().nextSequence(all, at + 1);
        }
    }

    /** Looks through all messages from here on: a consumer is gone, or wants less, or was not asked before a crash. */
    void sweep(long fromSequence) {
        if (policy != StreamTerms.Retention.INTEREST) {
            return;
        }
        long last = host.store().lastSequence();
        SubjectFilter all = SubjectFilter.all();
        long at = host.store()
                .nextSequence(all, Math.max(fromSequence, host.store().firstSequence()));
        while (at != 0 && at <= last) {
            settled(at);
            at = host.store().nextSequence(all, at + 1);
        }
    }
}
