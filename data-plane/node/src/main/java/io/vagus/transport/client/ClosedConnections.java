package io.vagus.transport.client;

import io.vagus.base.Limits;
import io.vagus.transport.ConnectionInfo;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connections closed last, for monitoring: at most as many as the options say, with their subscriptions while there
 * are not too many of those. Safe for use by any thread.
 */
final class ClosedConnections {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ConnectionInfo> ring = new ArrayDeque<>();
    private long subscriptions;

    void add(ConnectionInfo closed, int limit) {
        lock.lock();
        try {
            boolean fits = subscriptions + closed.subscriptions().size() <= Limits.ALL_CLOSED_SUBSCRIPTIONS;
            ConnectionInfo kept = fits ? closed : closed.withoutSubscriptions();
            ring.addLast(kept);
            subscriptions += kept.subscriptions().size();
            while (ring.size() > Math.max(0, limit)) {
                subscriptions -= ring.removeFirst().subscriptions().size();
            }
        } finally {
            lock.unlock();
        }
    }

    List<ConnectionInfo> all() {
        lock.lock();
        try {
            return List.copyOf(ring);
        } finally {
            lock.unlock();
        }
    }
}
