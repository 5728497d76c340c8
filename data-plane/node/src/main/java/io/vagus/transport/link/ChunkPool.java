package io.vagus.transport.link;

import io.vagus.base.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The node's outbound memory, in large pieces of {@link Limits#CHUNK_BYTES} and small ones of {@link
 * Limits#SMALL_CHUNK_BYTES}, bounded as a whole. A few free pieces are kept; the rest is freed at once. Safe for use by
 * any thread.
 */
public final class ChunkPool {

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final long maxBytes;
    private long takenBytes;

    /** A pool of at most this many bytes in use. */
    public ChunkPool(long maxBytes) {
        this.maxBytes = Math.max(Limits.CHUNK_BYTES, maxBytes);
    }

    /** The smallest piece that holds this many bytes, its limit at its capacity; null when all that may be is in use. */
    @Nullable
    ByteBuffer take(int length) {
        return length <= Limits.SMALL_CHUNK_BYTES
                ? take(small, Limits.SMALL_CHUNK_BYTES)
                : take(large, Limits.CHUNK_BYTES);
    }

    private @Nullable ByteBuffer take(ArrayDeque<ByteBuffer> free, int capacity) {
        lock.lock();
        try {
            if (takenBytes + capacity > maxBytes) {
                return null;
            }
            ByteBuffer chunk = free.pollLast();
            if (chunk == null) {
                chunk = ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
            }
            takenBytes += capacity;
            return chunk;
        } catch (OutOfMemoryError exhausted) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    void give(ByteBuffer chunk) {
        chunk.clear();
        ArrayDeque<ByteBuffer> free = chunk.capacity() == Limits.CHUNK_BYTES ? large : small;
        lock.lock();
        try {
            takenBytes -= chunk.capacity();
            if (free.size() < Limits.RETAINED_CHUNKS) {
                free.addLast(chunk);
                return;
            }
        } finally {
            lock.unlock();
        }
        DirectMemory.free(chunk);
    }
}
