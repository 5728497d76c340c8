package io.vagus.transport.link;

import io.vagus.base.Clock;
import io.vagus.base.Limits;
import io.vagus.base.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves its endpoints: waits for sockets, timers and tasks, and writes out once per read batch what the
 * endpoints gathered for receivers. Everything in it is owned by its thread but {@link #execute} and {@link #stop}.
 */
public final class EventLoop {

    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    private final int index;
    private final Clock clock;
    private final Log log;
    private final ChunkPool pool;
    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer readBuffer;
    private @Nullable ByteBuffer scratch;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final TimerQueue timers = new TimerQueue();
    private final Staging[] dirty = new Staging[Limits.STAGED_RECEIVERS];
    private int dirtyCount;
    private final ArrayList<SelectionKey> greedy = new ArrayList<>();
    private @Nullable Outbound laggard;
    private long laggardStall;
    private volatile boolean stopping;
    private long round;

    /**
     * @param index its number, counted from 0
     * @param pool where outbound memory comes from
     */
    public EventLoop(int index, Clock clock, Log log, ChunkPool pool) throws IOException {
        this.index = index;
        this.clock = clock;
        this.log = log;
        this.pool = pool;
        this.selector = Selector.open();
        this.readBuffer = ByteBuffer.allocateDirect(Limits.READ_BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        this.thread = new Thread(this::run, "vagus-loop-" + index);
    }

    public int index() {
        return index;
    }

    public Clock clock() {
        return clock;
    }

    public ChunkPool pool() {
        return pool;
    }

    /** The buffer that endpoints of this loop read into, each for the length of one call. */
    public ByteBuffer readBuffer() {
        return readBuffer;
    }

    /** Another buffer for the length of one call, for links that have to put something between the socket and the read buffer. */
    public ByteBuffer scratch() {
        ByteBuffer buffer = scratch;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(Limits.SCRATCH_BYTES);
            scratch = buffer;
        }
        return buffer;
    }

    public Selector selector() {
        return selector;
    }

    /** How often the selector has been asked; on the loop only. */
    public long round() {
        return round;
    }

    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    public void start() {
        thread.start();
    }

    /** Runs a task on this loop's thread; by any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (!isCurrent() && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Ends the loop after the tasks that are there. */
    public void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** Waits for the loop's end. */
    public void join() throws InterruptedException {
        if (!isCurrent()) {
            thread.join();
        }
    }

    /** An alarm clock for an endpoint. */
    public Timer newTimer(Endpoint endpoint) {
        return new Timer(endpoint);
    }

    /** Sets a timer to a time of the loop's clock, whatever it was set to before. */
    public void set(Timer timer, long at) {
        timers.set(timer, at);
    }

    /** Lets a timer be silent. */
    public void cancel(Timer timer) {
        timers.cancel(timer);
    }

    private void run() {
        try {
            while (!stopping) {
                round++;
                selector.select(this::serveOrPutOff, waitMillis());
                serveGreedy();
                woken.set(false);
                runTasks();
                runTimers();
                flush();
            }
            runTasks();
            flush();
            selector.close();
        } catch (IOException | RuntimeException e) {
            log.error("event loop " + index + " ended: " + e);
        }
    }

    private long waitMillis() {
        if (!tasks.isEmpty()) {
            return 1;
        }
        long nanos = Math.min(MAX_WAIT_NANOS, timers.untilNext(clock.nanos()));
        return Math.max(1, (nanos + 999_999) / 1_000_000);
    }

    private void serveOrPutOff(SelectionKey key) {
        if (((Endpoint) key.attachment()).isGreedy()) {
            greedy.add(key);
        } else {
            serve(key);
        }
    }

    /** Those who want much come when the others have been served and what they sent has gone out. */
    private void serveGreedy() {
        if (!greedy.isEmpty()) {
            flush();
            for (int i = 0; i < greedy.size(); i++) {
                serve(greedy.get(i));
            }
            greedy.clear();
        }
    }

    private void serve(SelectionKey key) {
        Endpoint endpoint = (Endpoint) key.attachment();
        try {
            int ready = key.readyOps() & key.interestOps();
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                endpoint.onWritable();
            }
            if ((ready & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
                endpoint.onReadable();
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // Its endpoint has taken itself out already.
        } catch (RuntimeException | Error e) {
            endpoint.onFailure(e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("task on event loop " + index + " failed: " + e);
            }
        }
    }

    private void runTimers() {
        long now = clock.nanos();
        for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
            try {
                due.endpoint.onTimer(now);
            } catch (RuntimeException | Error e) {
                due.endpoint.onFailure(e);
            }
        }
    }

    /**
     * The place to gather at least this many bytes (at most a chunk less {@link #RESERVE_BYTES}) for a receiver; null when it
     * is closed or there is no memory left for it.
     */
    public @Nullable Staging stage(Outbound outbound, int length) {
        Staging staging = outbound.slot(index);
        ByteBuffer chunk = staging.chunk;
        if (chunk != null && staging.length + length > chunk.capacity() - RESERVE_BYTES) {
            chunk = makeRoom(staging, chunk, length);
        }
        if (outbound.isClosed()) {
            return null;
        }
        return chunk != null ? staging : begin(staging, length);
    }

    /** Moves what is gathered into a larger chunk, or writes it out; null when the staging has no fitting chunk now. */
    private @Nullable ByteBuffer makeRoom(Staging staging, ByteBuffer chunk, int length) {
        int wanted = staging.length + length + RESERVE_BYTES;
        if (chunk.capacity() < Limits.CHUNK_BYTES && wanted <= Limits.CHUNK_BYTES) {
            ByteBuffer larger = pool.take(Limits.CHUNK_BYTES);
            if (larger != null) {
                larger.put(0, chunk, 0, staging.length);
                pool.give(chunk);
                staging.chunk = larger;
                return larger;
            }
        }
        flush(staging);
        ByteBuffer left = staging.chunk;
        if (left != null && length + RESERVE_BYTES > left.capacity()) {
            pool.give(left);
            staging.chunk = null;
            return null;
        }
        return left;
    }

    /** What writers may write too many, so that they can copy in whole words. */
    public static final int RESERVE_BYTES = 16;

    /** The largest frame that can be staged. */
    public static final int MAX_STAGED_BYTES = Limits.CHUNK_BYTES - RESERVE_BYTES;

    private @Nullable Staging begin(Staging staging, int length) {
        if (dirtyCount == dirty.length) {
            flush();
        }
        ByteBuffer chunk = pool.take(length + RESERVE_BYTES);
        if (chunk == null) {
            flush();
            chunk = pool.take(length + RESERVE_BYTES);
            if (chunk == null) {
                return null;
            }
        }
        boolean listed = staging.listed;
        staging.chunk = chunk;
        if (!listed) {
            staging.listed = true;
            dirty[dirtyCount++] = staging;
        }
        return staging;
    }

    /** Writes out what is gathered for one receiver. */
    public void flush(Outbound outbound) {
        Staging staging = outbound.slot(index);
        if (staging.chunk != null) {
            flush(staging);
        }
    }

    /** Writes out bytes that somebody gathered for several receivers, behind those gathered for this one alone. */
    public void send(Outbound outbound, ByteBuffer frames, int length, int messages, long payloadBytes) {
        flush(outbound);
        outbound.send(frames, length, messages, payloadBytes);
        noteIfBehind(outbound);
    }

    private void flush(Staging staging) {
        Outbound outbound = staging.outbound;
        outbound.flush(staging);
        noteIfBehind(outbound);
    }

    private void noteIfBehind(Outbound outbound) {
        if (outbound.pendingBytes() > 0) {
            long stall = outbound.stallNanos();
            if (stall > laggardStall) {
                laggardStall = stall;
                laggard = outbound;
            }
        }
    }

    /** Writes out all that is gathered. */
    public void flush() {
        for (int i = 0; i < dirtyCount; i++) {
            Staging staging = dirty[i];
            flush(staging);
            ByteBuffer chunk = staging.chunk;
            if (chunk != null) {
                pool.give(chunk);
                staging.chunk = null;
            }
            staging.listed = false;
        }
        dirtyCount = 0;
    }

    /** The receiver furthest behind that this loop wrote to since it was last asked; null when none is worth waiting for. */
    public @Nullable Outbound takeLaggard() {
        Outbound found = laggard;
        laggard = null;
        laggardStall = 0;
        return found;
    }
}
