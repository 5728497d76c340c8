package io.vagus.transport.client;

import java.util.concurrent.locks.ReentrantLock;

/** How many TLS handshakes have begun in the second that runs now. Safe for use by any thread. */
final class HandshakeRate {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ReentrantLock lock = new ReentrantLock();
    private long secondEnds;
    private long begun;
    private boolean started;

    /** Counts one that wants to begin; whether it may. A limit of 0 is none. */
    boolean allows(long now, long limit) {
        if (limit <= 0) {
            return true;
        }
        lock.lock();
        try {
            if (!started || now - secondEnds >= 0) {
                started = true;
                secondEnds = now + SECOND_NANOS;
                begun = 0;
            }
            return ++begun <= limit;
        } finally {
            lock.unlock();
        }
    }
}
