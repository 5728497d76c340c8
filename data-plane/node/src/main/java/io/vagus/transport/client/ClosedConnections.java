package io.vagus.transport.client;

import io.vagus.transport.ConnectionInfo;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The connections closed last, for monitoring: at most as many as the options say. Safe for use by any thread. */
final class ClosedConnections {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ConnectionInfo> ring = new ArrayDeque<>();

    void add(ConnectionInfo closed, int limit) {
        lock.lock();
        try {
            ring.addLast(closed);
            while (ring.size() > Math.max(0, limit)) {
                ring.removeFirst();
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
