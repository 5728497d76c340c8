package io.vagus.transport.client;

import io.vagus.routing.Subscription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions by the names that their client gave them. A subscription holds its name, so that one entry costs little more
 * than a reference. Used by any thread, under its lock, which is held for a few steps but by {@link #all}.
 */
final class SubscriptionTable {

    private static final int SMALLEST = 4;

    /** So that no client can choose names that all go to the same place, and keep its loop busy with them. */
    private final long key;

    private final ReentrantLock lock = new ReentrantLock();

    /** Each is in the place its name hashes to or in one of those behind it, with no gap between; a power of two, at most three quarters full. */
    private @Nullable Subscription[] places = new Subscription[SMALLEST];

    private volatile int size;

    /**
     * An empty table.
     *
     * @param key unpredictable
     */
    SubscriptionTable(long key) {
        this.key = key;
    }

    int size() {
        return size;
    }

    /** The subscription of this name; null for none. */
    @Nullable
    Subscription get(byte[] name) {
        lock.lock();
        try {
            return places[find(name)];
        } finally {
            lock.unlock();
        }
    }

    /** Adds a subscription whose name has none yet. */
    void add(Subscription subscription) {
        lock.lock();
        try {
            if ((size + 1) * 4 > places.length * 3) {
                resize(places.length * 2);
            }
            places[find(subscription.sid())] = subscription;
            size++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out just this subscription; false when it is not there. */
    boolean remove(Subscription subscription) {
        lock.lock();
        try {
            int at = find(subscription.sid());
            if (places[at] != subscription) {
                return false;
            }
            size--;
            if (places.length > SMALLEST && size * 8 < places.length) {
                places[at] = null;
                resize(places.length / 2);
            } else {
                close(at);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Those that are there now. */
    List<Subscription> all() {
        lock.lock();
        try {
            List<Subscription> found = new ArrayList<>(size);
            for (Subscription each : places) {
                if (each != null) {
                    found.add(each);
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Where the search for a name begins in a table of so many places. */
    int home(byte[] name, int length) {
        long hash = key;
        for (byte each : name) {
            hash = RouteCache.mix(hash, each);
        }
        return (int) (hash ^ hash >>> 32) & (length - 1);
    }

    /** Where the subscription of this name is, or would be. */
    private int find(byte[] name) {
        int mask = places.length - 1;
        int at = home(name, places.length);
        for (Subscription there = places[at]; there != null; there = places[at]) {
            if (Arrays.equals(there.sid(), name)) {
                break;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    private void resize(int length) {
        @Nullable Subscription[] old = places;
        places = new Subscription[length];
        for (Subscription each : old) {
            if (each != null) {
                places[find(each.sid())] = each;
            }
        }
    }

    /** Moves those behind a gap forward that would not be found across it. */
    private void close(int gap) {
        int mask = places.length - 1;
        int at = (gap + 1) & mask;
        for (Subscription there = places[at]; there != null; there = places[at]) {
            int steps = (at - home(there.sid(), places.length)) & mask;
            if (steps >= ((at - gap) & mask)) {
                places[gap] = there;
                gap = at;
            }
            at = (at + 1) & mask;
        }
        places[gap] = null;
    }
}
