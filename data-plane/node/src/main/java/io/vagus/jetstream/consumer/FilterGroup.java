package io.vagus.jetstream.consumer;

import io.vagus.routing.Receiver;
import io.vagus.routing.Subscription;
import io.vagus.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * All consumers of a stream with the same filters. What is stored is counted once for all of them, and only those that wait for
 * it are woken: consumers that nobody asks cost nothing a message.
 */
final class FilterGroup implements Receiver {

    private final List<String> patterns;
    private final SubjectFilter filter;
    private final List<Consumer> members = new ArrayList<>(1);
    private List<Consumer> hungry = List.of();
    private long appended;
    private long lastCounted;

    /** No member has anything to do with messages up to here, as far as known. */
    private long settledThrough;

    /** The member that was found to need a message last; only where to look first. */
    int needy;

    /** Where the index has this group; one for each pattern. */
    Subscription[] entries = {};

    FilterGroup(List<String> patterns) {
        this.patterns = patterns;
        this.filter = SubjectFilter.anyOf(patterns);
    }

    List<String> patterns() {
        return patterns;
    }

    SubjectFilter filter() {
        return filter;
    }

    List<Consumer> members() {
        return members;
    }

    /** How many matching messages were stored since the group is there. */
    long appended() {
        return appended;
    }

    /** Counts a stored message; overlapping filters count it once. Returns whether it is new. */
    boolean count(long sequence) {
        if (sequence <= lastCounted) {
            return false;
        }
        lastCounted = sequence;
        appended++;
        return true;
    }

    void add(Consumer consumer) {
        consumer.memberIndex = members.size();
        members.add(consumer);
        settledThrough = 0;
    }

    void remove(Consumer consumer) {
        feed(consumer);
        Consumer last = members.removeLast();
        if (last != consumer) {
            members.set(consumer.memberIndex, last);
            last.memberIndex = consumer.memberIndex;
        }
        consumer.memberIndex = -1;
    }

    /** The consumer has seen all there is and wants the next one. */
    void starve(Consumer consumer) {
        if (consumer.hungryIndex < 0) {
            if (hungry.isEmpty()) {
                hungry = new ArrayList<>(2);
            }
            consumer.hungryIndex = hungry.size();
            hungry.add(consumer);
        }
    }

    /** The consumer does not wait any more. */
    void feed(Consumer consumer) {
        int at = consumer.hungryIndex;
        if (at < 0) {
            return;
        }
        consumer.hungryIndex = -1;
        Consumer last = hungry.removeLast();
        if (last != consumer) {
            hungry.set(at, last);
            last.hungryIndex = at;
        }
        if (hungry.isEmpty()) {
            hungry = List.of();
        }
    }

    /** Those that wait. */
    List<Consumer> hungry() {
        return hungry;
    }

    /** Whether a removal of this message cannot concern any member. */
    boolean isSettled(long sequence) {
        return sequence <= settledThrough;
    }

    void settleThrough(long sequence) {
        settledThrough = sequence;
    }

    /** What was settled may not be so any more: a member went back. */
    void unsettle() {
        settledThrough = 0;
    }
}
