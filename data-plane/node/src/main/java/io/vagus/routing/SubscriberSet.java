package io.vagus.routing;

import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one pattern, or of one queue group in it: written by one writer at a time, read by anybody
 * without a lock. Adding and removing cost a constant time on average, also with a hundred thousand members: a removed
 * one leaves a gap, and gaps are closed by copying once they are the larger part.
 */
final class SubscriberSet {

    private static final int SMALLEST = 2;

    /** An array that only ever gets more members or gaps; moved members mean a new array. */
    private static final class Slots {
        private final @Nullable Subscription[] members;
        private volatile int used;

        Slots(int capacity) {
            members = new Subscription[capacity];
        }
    }

    private volatile Slots slots = new Slots(SMALLEST);
    private int live;

    boolean isEmpty() {
        return live == 0;
    }

    int size() {
        return live;
    }

    void add(Subscription subscription) {
        Slots current = slots;
        if (current.used == current.members.length) {
            current = copy(live * 2 + SMALLEST);
        }
        int slot = current.used;
        current.members[slot] = subscription;
        subscription.slot = slot;
        current.used = slot + 1;
        live++;
    }

    boolean remove(Subscription subscription) {
        Slots current = slots;
        int slot = subscription.slot;
        if (slot < 0 || slot >= current.used || current.members[slot] != subscription) {
            return false;
        }
        current.members[slot] = null;
        subscription.slot = -1;
        live--;
        if (live < current.used / 2) {
            copy(live + SMALLEST);
        }
        return true;
    }

    private Slots copy(int capacity) {
        Slots old = slots;
        Slots fresh = new Slots(capacity);
        int to = 0;
        for (int i = 0; i < old.used; i++) {
            Subscription member = old.members[i];
            if (member != null) {
                fresh.members[to] = member;
                member.slot = to++;
            }
        }
        fresh.used = to;
        slots = fresh;
        return fresh;
    }

    void collect(Match match) {
        Slots current = slots;
        int used = current.used;
        for (int i = 0; i < used; i++) {
            Subscription member = current.members[i];
            if (member != null) {
                match.addPlain(member);
            }
        }
    }

    void collectGroup(Match match) {
        Slots current = slots;
        int used = current.used;
        match.beginGroup();
        for (int i = 0; i < used; i++) {
            Subscription member = current.members[i];
            if (member != null) {
                match.addMember(member);
            }
        }
        match.endGroup();
    }
}
