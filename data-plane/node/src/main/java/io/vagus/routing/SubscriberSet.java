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

    /** The only member, as most sets have one alone; not used once there are slots. */
    private volatile @Nullable Subscription only;

    private volatile @Nullable Slots slots;
    private int live;

    boolean isEmpty() {
        return live == 0;
    }

    int size() {
        return live;
    }

    void add(Subscription subscription) {
        Slots current = slots;
        if (current == null) {
            Subscription first = only;
            if (first == null) {
                only = subscription;
                subscription.slot = 0;
                live = 1;
                return;
            }
            current = new Slots(SMALLEST);
            current.members[0] = first;
            current.used = 1;
            slots = current;
            only = null;
        } else if (current.used == current.members.length) {
            current = copy(current, live * 2 + SMALLEST);
        }
        int slot = current.used;
        current.members[slot] = subscription;
        subscription.slot = slot;
        current.used = slot + 1;
        live++;
    }

    boolean remove(Subscription subscription) {
        Slots current = slots;
        if (current == null) {
            if (only != subscription) {
                return false;
            }
            only = null;
            subscription.slot = -1;
            live = 0;
            return true;
        }
        int slot = subscription.slot;
        if (slot < 0 || slot >= current.used || current.members[slot] != subscription) {
            return false;
        }
        current.members[slot] = null;
        subscription.slot = -1;
        live--;
        if (live < current.used / 2) {
            copy(current, live + SMALLEST);
        }
        return true;
    }

    private Slots copy(Slots old, int capacity) {
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

    // Readers ask for the only member first: it goes after the slots that have it have come.

    void collect(Match match) {
        Subscription lone = only;
        Slots current = slots;
        if (current == null) {
            if (lone != null) {
                match.addPlain(lone);
            }
            return;
        }
        int used = current.used;
        for (int i = 0; i < used; i++) {
            Subscription member = current.members[i];
            if (member != null) {
                match.addPlain(member);
            }
        }
    }

    void collectGroup(Match match) {
        Subscription lone = only;
        Slots current = slots;
        match.beginGroup();
        if (current != null) {
            int used = current.used;
            for (int i = 0; i < used; i++) {
                Subscription member = current.members[i];
                if (member != null) {
                    match.addMember(member);
                }
            }
        } else if (lone != null) {
            match.addMember(lone);
        }
        match.endGroup();
    }
}
