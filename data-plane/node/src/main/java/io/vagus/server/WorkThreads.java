package io.vagus.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads beside the event loops. They are daemons and end when idle, so that a quiet node holds none of them. */
final class WorkThreads {
    /** Logins that may wait to be judged; more are turned away, and the client tries again. */
    static final int MAX_WAITING_LOGINS = 65_536;

    private static final int SYNC_THREADS = 4;

    private static final long IDLE_SECONDS = 10;

    private WorkThreads() {}

    /** Where signatures are verified: as many threads as processors. */
    static ExecutorService logins() {
        int threads = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING_LOGINS),
                daemons("vagus-login"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Where files are forced to the device, which blocks: a few at once. */
    static ExecutorService syncs() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                SYNC_THREADS,
                SYNC_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                daemons("vagus-sync"));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** For what happens later: expiring credentials, periodic events. */
    static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, daemons("vagus-timer"));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private static ThreadFactory daemons(String name) {
        // Not a factory that counts by itself: the JDK's makes classes of its own to do so, which takes it many
        // milliseconds.
        AtomicInteger threads = new AtomicInteger();
        return work -> Thread.ofPlatform()
                .daemon()
                .name(name + "-" + threads.getAndIncrement())
                .unstarted(work);
    }
}
