package io.vagus.jetstream.shard;

import io.vagus.base.Clock;
import io.vagus.base.Log;
import io.vagus.transport.InternalClient;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One thread and what it owns. Anybody adds work; the thread takes it in batches, runs it, has every member that was touched
 * commit (one write to the disk for all of a batch) and settle (answers and deliveries), then writes out what was published,
 * each receiver once.
 *
 * <p>Who adds much from outside bounds it by {@link #offer}.
 *
 * <p>A {@link #driven} shard has no thread: whoever drives it calls {@link #turn}, so that a simulation decides what happens when.
 */
public final class Shard {

    /** Work that may wait here by way of {@link #offer}, for all members together. */
    public static final int MAX_WAITING = 1_000_000;

    /** Work done before what it caused is committed and answered. */
    public static final int BATCH = 2048;

    /** A commit that took longer is not waited for again for a while. */
    private static final long SLOW_COMMIT_NANOS = 10_000_000;

    private static final long SLOW_PAUSE_NANOS = 500_000_000;

    /** One alarm is no other, however alike; a record's own comparison takes long when it is first needed, too. */
    private record Alarm(long time, Member member) implements Comparable<Alarm> {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public int compareTo(Alarm other) {
            return Long.compare(time, other.time);
        }
    }

    private final Clock clock;
    private final Log log;
    /** Null when somebody else drives. */
    private final @Nullable Thread thread;

    private final ConcurrentLinkedQueue<Work> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final InternalClient.Batch batch = InternalClient.batch();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final Map<Member, Alarm> alarmOf = new HashMap<>();
    private final Set<Member> touched = new LinkedHashSet<>();
    /** One of those touched; null when none is known to be. */
    private @Nullable Member lastTouched;

    private final List<Member> settling = new ArrayList<>();
    private final Deque<Member> ringing = new ArrayDeque<>();
    private volatile boolean parked;
    private volatile boolean stopping;
    private long now;

    /** The only member of the last batch that committed; null where there were several. */
    private @Nullable Member alone;

    private long noBlockingBefore;

    /** A shard that is not yet running. */
    public Shard(String name, Clock clock, Log log) {
        this.clock = clock;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
    }

    private Shard(Clock clock, Log log) {
        this.clock = clock;
        this.log = log;
        this.thread = null;
    }

    /** A shard that works when {@link #turn} is called, and as far as a {@link #call} or its end needs. */
    public static Shard driven(Clock clock, Log log) {
        return new Shard(clock, log);
    }

    public void start() {
        if (thread != null) {
            thread.start();
        }
    }

    /** Adds work that comes from outside; false when too much waits. */
    public boolean offer(Work work) {
        if (waiting.get() >= MAX_WAITING) {
            return false;
        }
        execute(work);
        return true;
    }

    /** Adds work. */
    public void execute(Work work) {
        waiting.incrementAndGet();
        queue.add(work);
        if (parked) {
            parked = false;
            LockSupport.unpark(thread);
        }
    }

    /** Runs something on the shard and waits for its result. Not for the shard's own thread, nor for event loops. */
    public <T> T call(LongFunction<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(time -> {
            try {
                answer.complete(question.apply(time));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        while (thread == null && !answer.isDone()) {
            turn();
        }
        return answer.join();
    }

    /** Where messages are published from the shard's thread. */
    public InternalClient.Batch output() {
        return batch;
    }

    /** The member has to commit and settle when this batch ends. Called on the thread. */
    public void touch(Member member) {
        if (member != lastTouched) {
            touched.add(member);
            lastTouched = member;
        }
    }

    /** Has the member woken at a time, instead of any asked for before. Called on the thread. */
    public void wakeAt(Member member, long time) {
        Alarm before = alarmOf.get(member);
        if (before != null) {
            if (before.time == time) {
                return;
            }
            alarms.remove(before);
        }
        Alarm alarm = new Alarm(time, member);
        alarmOf.put(member, alarm);
        alarms.add(alarm);
    }

    /** Forgets a member. Called on the thread. */
    public void forget(Member member) {
        Alarm alarm = alarmOf.remove(member);
        if (alarm != null) {
            alarms.remove(alarm);
        }
        touched.remove(member);
        ringing.remove(member);
        lastTouched = null;
        if (alone == member) {
            alone = null;
        }
    }

    /** Does what waits, then ends; waits for that. */
    public void stop() {
        stopping = true;
        if (thread == null) {
            loop();
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the caller is the shard. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void loop() {
        while (true) {
            boolean busy = turn();
            if (!busy) {
                if (stopping && queue.isEmpty()) {
                    return;
                }
                park();
            } else if (stopping && queue.isEmpty() && touched.isEmpty()) {
                return;
            }
        }
    }

    /** One batch; whether there is more to do at once. For who drives, and for the thread. */
    public boolean turn() {
        tick();
        int done = 0;
        for (Work work = queue.poll(); work != null; work = queue.poll()) {
            run(work);
            if (++done == BATCH) {
                break;
            }
        }
        if (done > 0) {
            waiting.addAndGet(-done);
        }
        if (!stopping) {
            ring();
        }
        boolean more = settle();
        batch.flush();
        return more || done == BATCH;
    }

    private void tick() {
        Instant time = clock.now();
        now = Math.max(now, time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    private void run(Work work) {
        try {
            work.run(now);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        StackTraceElement[] at = e.getStackTrace();
        log.error("JetStream: " + e + (at.length == 0 ? "" : " at " + at[0]));
    }

    /** Wakes those whose time has come, each once: who wants to be woken again at once comes after everybody else's work. */
    private void ring() {
        for (Alarm first = alarms.peek(); first != null && first.time <= now; first = alarms.peek()) {
            alarms.poll();
            alarmOf.remove(first.member);
            ringing.add(first.member);
        }
        for (Member member = ringing.poll(); member != null; member = ringing.poll()) {
            touched.add(member);
            try {
                member.wake(now);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    private boolean settle() {
        if (touched.isEmpty()) {
            return false;
        }
        settling.addAll(touched);
        touched.clear();
        lastTouched = null;
        boolean more = false;
        try {
            commit();
            for (Member member : settling) {
                try {
                    if (member.settle(now)) {
                        touched.add(member);
                        more = true;
                    }
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        } finally {
            settling.clear();
        }
        return more || !touched.isEmpty();
    }

    /** Has all commit. One that has had the shard to itself for a while may wait for the device itself. */
    private void commit() {
        Member only = settling.size() == 1 ? settling.getFirst() : null;
        boolean mayBlock = only != null && only == alone && now >= noBlockingBefore && queue.isEmpty();
        alone = only;
        for (Member member : settling) {
            try {
                member.commit(now, mayBlock);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
        if (mayBlock) {
            long before = now;
            tick();
            if (now - before > SLOW_COMMIT_NANOS) {
                noBlockingBefore = now + SLOW_PAUSE_NANOS;
            }
        }
    }

    private void park() {
        parked = true;
        if (!queue.isEmpty() || stopping) {
            parked = false;
            return;
        }
        Alarm first = alarms.peek();
        if (first == null) {
            LockSupport.park(this);
        } else {
            tick();
            LockSupport.parkNanos(this, Math.max(1, first.time - now));
        }
        parked = false;
    }

    /** The time of the batch that runs. */
    public long now() {
        return now;
    }

    /** For a caller that wants to know what waits. */
    public int waiting() {
        return waiting.get();
    }

    /** When a member wants to be woken next; {@link Long#MAX_VALUE} for never. For who drives. */
    public long nextAlarm() {
        Alarm first = alarms.peek();
        return first == null ? Long.MAX_VALUE : first.time;
    }
}
