package io.vagus.transport.link;

import io.vagus.base.Limits;
import io.vagus.protocol.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way out to one peer. Any loop writes to the link itself, under this object's lock; what does not go out now waits
 * here, in order, and is drained by the owner's loop. A frame goes in whole or not at all, so the streams of two loops
 * never mix within one.
 *
 * <p>The lock is held for one write to a socket that never blocks; inside it only the chunk pool's lock is taken.
 */
public final class Outbound {

    /** Hears what happens to its outbound side; called by any thread, outside the lock. */
    public interface Watcher {
        /** Bytes wait: the owner's loop has to drain them. */
        void onPending();

        /** The receiver must be closed. */
        void onBroken(ClosedReason reason);
    }

    private Link link;
    private final ChunkPool pool;
    private final Watcher watcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Staging[] staged;

    private @Nullable ArrayDeque<ByteBuffer> waiting;
    private volatile long pendingBytes;
    private volatile long maxPendingBytes;
    private volatile boolean closed;
    private volatile boolean farBehind;
    private long outMessages;
    private long outBytes;
    private long written;
    private long deadlineMark;
    private long deadlineStart;
    private long deadlineWritten;

    /**
     * @param loops how many loops there are
     */
    public Outbound(Link link, ChunkPool pool, Watcher watcher, int loops, long maxPendingBytes) {
        this.link = link;
        this.pool = pool;
        this.watcher = watcher;
        this.staged = new Staging[loops];
        this.maxPendingBytes = maxPendingBytes;
    }

    /** Changes how many bytes may wait. */
    public void maxPendingBytes(long bytes) {
        maxPendingBytes = bytes;
    }

    /** Has what comes from now on go another way; what was handed over before must have gone out. */
    public void switchTo(Link next) {
        lock.lock();
        try {
            if (!isEmpty()) {
                throw new IllegalStateException("bytes wait");
            }
            link = next;
        } finally {
            lock.unlock();
        }
    }

    /** Whether bytes wait, here or in the link. */
    public boolean isWaiting() {
        lock.lock();
        try {
            return !closed && !isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes that wait now. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** Whether nothing goes out any more. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether its senders should be held back a little, or more, or not at all: the time in nanoseconds. */
    public long stallNanos() {
        long pending = pendingBytes;
        if (pending < Limits.SOFT_PENDING_BYTES && pending * 4 < maxPendingBytes * 3) {
            return 0;
        }
        return pending * 4 >= maxPendingBytes * 3 ? Limits.LONG_STALL_NANOS : Limits.SHORT_STALL_NANOS;
    }

    /** Whether more than three quarters of what may wait is waiting, or was and more than half still is. */
    public boolean isFarBehind() {
        return farBehind;
    }

    /** Under the lock, after what waits has changed. */
    private void judge() {
        long pending = pendingBytes;
        long most = maxPendingBytes;
        if (farBehind) {
            farBehind = pending >= most / 2 && pending > 0;
        } else if (pending > most / 4 * 3) {
            farBehind = true;
        }
    }

    Staging slot(int loop) {
        Staging slot = staged[loop];
        if (slot == null) {
            slot = new Staging(this);
            staged[loop] = slot;
        }
        return slot;
    }

    /** Messages and payload bytes handed over so far. */
    public long[] delivered() {
        lock.lock();
        try {
            return new long[] {outMessages, outBytes};
        } finally {
            lock.unlock();
        }
    }

    /** Writes what a loop has gathered; the chunk may become part of what waits. */
    void flush(Staging staging) {
        ByteBuffer chunk = staging.chunk;
        if (chunk == null || staging.length == 0) {
            return;
        }
        boolean startsWaiting = false;
        ClosedReason broken = null;
        lock.lock();
        try {
            outMessages += staging.messages;
            outBytes += staging.bytes;
            if (!closed) {
                boolean empty = isEmpty();
                int done = empty ? write(chunk, 0, staging.length) : 0;
                if (done < staging.length) {
                    if (keep(staging, chunk, done)) {
                        startsWaiting = empty;
                    }
                    broken = overLimit();
                } else if (empty && link.heldBytes() > 0) {
                    startsWaiting = true;
                }
            }
        } catch (IOException e) {
            broken = ClosedReason.WRITE_ERROR;
        } finally {
            staging.length = 0;
            staging.messages = 0;
            staging.bytes = 0;
            if (broken != null) {
                closed = true;
            }
            lock.unlock();
        }
        report(startsWaiting, broken);
    }

    /** Writes the first bytes of a buffer that stays the caller's: what does not go out now is copied. */
    void send(ByteBuffer frames, int length, int messages, long payloadBytes) {
        boolean startsWaiting = false;
        ClosedReason broken = null;
        lock.lock();
        try {
            outMessages += messages;
            outBytes += payloadBytes;
            if (!closed) {
                boolean empty = isEmpty();
                int done = empty ? write(frames, 0, length) : 0;
                if (done < length) {
                    frames.limit(length).position(done);
                    if (!enqueue(frames)) {
                        closed = true;
                    }
                    frames.clear();
                    startsWaiting = empty;
                    broken = overLimit();
                } else if (empty && link.heldBytes() > 0) {
                    startsWaiting = true;
                }
            }
        } catch (IOException e) {
            broken = ClosedReason.WRITE_ERROR;
        } finally {
            if (broken != null) {
                closed = true;
            }
            lock.unlock();
        }
        report(startsWaiting, broken);
    }

    /**
     * Writes one frame made of parts at once, for frames that no loop gathers. Staged bytes that belong before it must have
     * been flushed.
     */
    public void send(int messages, long payloadBytes, byte[]... parts) {
        ByteBuffer[] wrapped = new ByteBuffer[parts.length];
        for (int i = 0; i < parts.length; i++) {
            wrapped[i] = ByteBuffer.wrap(parts[i]);
        }
        send(messages, payloadBytes, wrapped);
    }

    /** Writes whole frames that somebody gathered, from the front of the array. */
    public void send(int messages, long payloadBytes, byte[] frames, int length) {
        send(messages, payloadBytes, new ByteBuffer[] {ByteBuffer.wrap(frames, 0, length)});
    }

    private void send(int messages, long payloadBytes, ByteBuffer[] parts) {
        boolean startsWaiting = false;
        ClosedReason broken = null;
        lock.lock();
        try {
            outMessages += messages;
            outBytes += payloadBytes;
            if (!closed) {
                boolean empty = isEmpty();
                for (ByteBuffer part : parts) {
                    if (!enqueue(part)) {
                        broken = ClosedReason.SLOW_CONSUMER_PENDING_BYTES;
                    }
                }
                if (empty && broken == null) {
                    drainSome(Limits.DRAIN_BYTES);
                    startsWaiting = !isEmpty();
                }
                if (broken == null) {
                    broken = overLimit();
                }
            }
        } catch (IOException e) {
            broken = ClosedReason.WRITE_ERROR;
        } finally {
            if (broken != null) {
                closed = true;
            }
            lock.unlock();
        }
        report(startsWaiting, broken);
    }

    private void report(boolean startsWaiting, @Nullable ClosedReason broken) {
        if (broken != null) {
            watcher.onBroken(broken);
        } else if (startsWaiting) {
            watcher.onPending();
        }
    }

    private @Nullable ClosedReason overLimit() {
        judge();
        return closed || pendingBytes > maxPendingBytes ? ClosedReason.SLOW_CONSUMER_PENDING_BYTES : null;
    }

    private boolean isEmpty() {
        return (waiting == null || waiting.isEmpty()) && link.heldBytes() == 0;
    }

    private int write(ByteBuffer chunk, int from, int to) throws IOException {
        chunk.limit(to).position(from);
        try {
            int count = link.write(chunk);
            written += count;
            return from + count;
        } finally {
            chunk.clear();
        }
    }

    /** Keeps the rest of a staged chunk: the chunk itself when much is left, else a copy. */
    private boolean keep(Staging staging, ByteBuffer chunk, int from) {
        int to = staging.length;
        if (to - from >= Limits.CHUNK_BYTES / 2) {
            staging.chunk = null;
            chunk.limit(to).position(from);
            queue().addLast(chunk);
            pendingBytes += to - from;
            return true;
        }
        chunk.limit(to).position(from);
        boolean kept = enqueue(chunk);
        chunk.clear();
        if (!kept) {
            closed = true;
        }
        return kept;
    }

    private ArrayDeque<ByteBuffer> queue() {
        ArrayDeque<ByteBuffer> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        return queue;
    }

    /** Copies bytes behind those that wait; false when there is no memory for them. */
    private boolean enqueue(ByteBuffer bytes) {
        ArrayDeque<ByteBuffer> queue = queue();
        while (bytes.hasRemaining()) {
            ByteBuffer last = queue.peekLast();
            if (last == null || last.limit() == last.capacity()) {
                last = pool.take(bytes.remaining());
                if (last == null) {
                    return false;
                }
                last.limit(0);
                queue.addLast(last);
            }
            int at = last.limit();
            int length = Math.min(bytes.remaining(), last.capacity() - at);
            last.limit(at + length);
            last.put(at, bytes, bytes.position(), length);
            bytes.position(bytes.position() + length);
            pendingBytes += length;
        }
        return true;
    }

    /**
     * Writes what waits; called by the owner's loop. True when nothing waits any more.
     *
     * @param budget when so many bytes went out, others get their turn
     */
    public boolean drain(int budget) {
        ClosedReason broken = null;
        boolean done = true;
        lock.lock();
        try {
            if (!closed) {
                drainSome(budget);
                judge();
                done = isEmpty();
            }
        } catch (IOException e) {
            broken = ClosedReason.WRITE_ERROR;
            closed = true;
        } finally {
            lock.unlock();
        }
        report(false, broken);
        return done;
    }

    private void drainSome(int budget) throws IOException {
        link.flush();
        ArrayDeque<ByteBuffer> queue = queue();
        int left = budget;
        while (left > 0) {
            ByteBuffer first = queue.peekFirst();
            if (first == null) {
                break;
            }
            int count = link.write(first);
            pendingBytes -= count;
            written += count;
            left -= count;
            if (first.hasRemaining()) {
                break;
            }
            queue.pollFirst();
            pool.give(first);
        }
        if (queue.isEmpty()) {
            waiting = null;
        }
    }

    /**
     * Whether bytes have waited longer than the deadline. Asked now and then by the owner's loop while bytes wait: it sets a
     * mark behind all that waits, and the mark must be reached in time.
     */
    public boolean isOverdue(long now, long deadlineNanos) {
        lock.lock();
        try {
            if (isEmpty()) {
                deadlineStart = 0;
                return false;
            }
            if (deadlineStart == 0 || written - link.heldBytes() >= deadlineMark) {
                startDeadline(now);
                return false;
            }
            return now - deadlineStart >= deadlineNanos;
        } finally {
            lock.unlock();
        }
    }

    private void startDeadline(long now) {
        deadlineStart = now;
        deadlineMark = written + pendingBytes;
        deadlineWritten = written - link.heldBytes();
    }

    /** Gives what waits another deadline, if anything went out within the one that is over; whether it does. */
    public boolean startDeadlineAnew(long now) {
        lock.lock();
        try {
            boolean moved = written - link.heldBytes() > deadlineWritten;
            if (moved) {
                startDeadline(now);
            }
            return moved;
        } finally {
            lock.unlock();
        }
    }

    /** Writes out what still waits as far as it goes, then nothing goes out any more and the memory is given back. */
    public void close() {
        lock.lock();
        try {
            if (!closed && !isEmpty()) {
                drainSome(Limits.DRAIN_BYTES);
            }
        } catch (IOException ignored) {
            // The peer is gone; there is nobody to tell.
        } finally {
            closed = true;
            ArrayDeque<ByteBuffer> queue = waiting;
            if (queue != null) {
                queue.forEach(pool::give);
                waiting = null;
            }
            pendingBytes = 0;
            lock.unlock();
        }
    }
}
