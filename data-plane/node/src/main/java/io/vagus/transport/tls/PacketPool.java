package io.vagus.transport.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/** Buffers for one TLS record each, a few kept for later. Safe for use by any thread. */
final class PacketPool {

    private static final int RETAINED = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final int bytes;

    PacketPool(int bytes) {
        this.bytes = bytes;
    }

    ByteBuffer take() {
        lock.lock();
        try {
            ByteBuffer packet = free.pollLast();
            return packet == null ? ByteBuffer.allocateDirect(bytes) : packet;
        } finally {
            lock.unlock();
        }
    }

    void give(ByteBuffer packet) {
        packet.clear();
        lock.lock();
        try {
            if (free.size() < RETAINED) {
                free.addLast(packet);
            }
        } finally {
            lock.unlock();
        }
    }
}
