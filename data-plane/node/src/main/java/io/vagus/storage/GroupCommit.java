package io.vagus.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gathers those who wait for durability: while one sync runs, everything that comes is held back and goes into the next write and the next
 * sync together. Belongs to the store's owner; only the sync itself runs elsewhere.
 */
final class GroupCommit {

    private final Target target;
    private final Durability durability;
    private final Executor syncs;
    private final Executor owner;
    private List<CommitListener> waiting = new ArrayList<>();
    private List<CommitListener> syncing = new ArrayList<>();
    private @Nullable Running running;

    /** The log whose bytes are made durable. */
    interface Target {

        /** Writes what is buffered. Where that fails it takes back what it must, and the health says why. */
        boolean flush();

        /** What has to be synced by now, or null. Runs on another thread. */
        @Nullable
        SyncWork takeSyncWork();

        StoreHealth health();

        /** Whether what was written counts only once it is synced, as a file that has not got its name yet. */
        default boolean isProvisional() {
            return false;
        }

        /** A sync failed: nobody can say any more what is on the device. */
        void syncFailed();
    }

    /** Makes files durable. */
    interface SyncWork {
        void run() throws IOException;
    }

    private static final class Running {
        final SyncWork work;
        final AtomicBoolean begun = new AtomicBoolean();
        final CountDownLatch done = new CountDownLatch(1);
        volatile boolean failed;

        Running(SyncWork work) {
            this.work = work;
        }

        /** Does the work, unless it was begun by another thread. */
        void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                failed = true;
            }
            done.countDown();
        }
    }

    GroupCommit(Target target, Durability durability, Executor syncs, Executor owner) {
        this.target = target;
        this.durability = durability;
        this.syncs = syncs;
        this.owner = owner;
    }

    void commit(CommitListener listener) {
        if (target.health() == StoreHealth.FAILED) {
            listener.committed(StoreHealth.FAILED);
            return;
        }
        switch (durability) {
            case ALWAYS -> {
                waiting.add(listener);
                if (running == null) {
                    start();
                }
            }
            case INTERVAL -> {
                if (!target.isProvisional() && !target.flush()) {
                    listener.committed(target.health());
                } else if (target.isProvisional()) {
                    waiting.add(listener);
                    push();
                } else {
                    listener.committed(StoreHealth.GOOD);
                }
            }
            case ASYNC -> listener.committed(StoreHealth.GOOD);
        }
    }

    /** As {@link #commit}, but syncs on this thread where no sync runs yet. The listener is told within the call then. */
    void commitHere(CommitListener listener) {
        if (durability == Durability.ASYNC || running != null || target.health() == StoreHealth.FAILED) {
            commit(listener);
            return;
        }
        if (durability == Durability.INTERVAL) {
            boolean written = target.flush();
            if (!written || !target.isProvisional()) {
                listener.committed(written ? StoreHealth.GOOD : target.health());
                return;
            }
        }
        waiting.add(listener);
        Running run = begin();
        if (run != null) {
            run.run();
            finish(run);
        }
    }

    /** Writes, and starts a sync, whether somebody waits or not. */
    void push() {
        if (running == null) {
            start();
        }
    }

    boolean isSyncing() {
        return running != null;
    }

    /** What was held back was taken back. */
    void failWaiting() {
        List<CommitListener> failed = waiting;
        waiting = new ArrayList<>();
        tell(failed, target.health());
    }

    private void start() {
        Running run = begin();
        if (run != null) {
            syncs.execute(() -> {
                run.run();
                owner.execute(() -> finish(run));
            });
        }
    }

    /** Writes; the sync that somebody has to run, or null where there is nothing to sync. */
    private @Nullable Running begin() {
        if (!target.flush()) {
            failWaiting();
            return null;
        }
        SyncWork work = target.takeSyncWork();
        List<CommitListener> served = waiting;
        waiting = new ArrayList<>();
        if (work == null) {
            tell(served, StoreHealth.GOOD);
            return null;
        }
        syncing = served;
        Running run = new Running(work);
        running = run;
        return run;
    }

    private void finish(Running run) {
        if (running != run) {
            return;
        }
        running = null;
        List<CommitListener> served = syncing;
        syncing = new ArrayList<>();
        if (run.failed) {
            target.syncFailed();
            tell(served, StoreHealth.FAILED);
            failWaiting();
            return;
        }
        tell(served, StoreHealth.GOOD);
        if (!waiting.isEmpty() && running == null) {
            start();
        }
    }

    /** Waits until all that was done is durable, or has failed. Listeners are told within the call. */
    void settle() {
        while (true) {
            Running run = running;
            if (run == null) {
                start();
                run = running;
                if (run == null) {
                    return;
                }
            }
            run.run();
            awaitUninterruptibly(run.done);
            finish(run);
            if (target.health() == StoreHealth.FAILED) {
                return;
            }
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(List<CommitListener> listeners, StoreHealth outcome) {
        for (CommitListener listener : listeners) {
            listener.committed(outcome);
        }
    }
}
