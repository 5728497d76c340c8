package io.vagus.transport.link;

import io.vagus.base.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The node's outbound memory, in pieces of {@link Limits#CHUNK_BYTES}, bounded as a whole. A few free pieces are kept; the
 * rest goes back to the JVM. Safe for use by any thread.
 */
public final class ChunkPool {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final long maxChunks;
    private long taken;

    /** A pool of at most this many bytes in use. */
    public ChunkPool(long maxBytes) {
        maxChunks = Math.max(1, maxBytes / Limits.CHUNK_BYTES);
    }

    /** A piece, its limit at its capacity; null when all that may be is in use. */
    @Nullable
    ByteBuffer take() {
        lock.lock();
        try {
            if (taken >= maxChunks) {
                return null;
            }
            ByteBuffer chunk = free.pollLast();
            if (chunk == null) {
                chunk = ByteBuffer.allocateDirect(Limits.CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            }
            taken++;
            return chunk;
        } catch (OutOfMemoryError exhausted) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    void give(ByteBuffer chunk) {
        chunk.clear();
        lock.lock();
        try {
            taken--;
            if (free.size() < Limits.RETAINED_CHUNKS) {
                free.addLast(chunk);
            }
        } finally {
            lock.unlock();
        }
    }
}
