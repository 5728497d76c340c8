package io.vagus.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part and its process: started, watched, restarted when it dies, stopped. Safe for several threads: starting, stopping
 * and restarting take turns, so that a stop from another terminal and a restart after a death never overlap.
 */
final class ManagedPart {

    /** Whoever wants to know what happens to parts. Called from any thread. */
    interface Listener {
        /** The part's state is now another one. */
        void changed(ManagedPart part);

        /** Something that the person at the terminal should read. */
        void notice(String message);

        /** The part died too often; the service cannot go on. */
        void gaveUp(ManagedPart part, String message);
    }

    /** A part that dies this often within {@link #DEATHS_WINDOW} is not started again. */
    static final int MAX_DEATHS = 5;

    static final Duration DEATHS_WINDOW = Duration.ofMinutes(2);

    private static final Duration HEALTH_INTERVAL = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(16);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final int TAIL_LINES = 12;
    private static final int TAIL_LINES_SEARCHED = 200;
    private static final int SIGNAL_BASE = 128;

    private final Part part;
    private final Home home;
    private final Watchdog watchdog;
    private final Listener listener;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    /** Held while the process is started or stopped. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Condition unwanted = turn.newCondition();

    private volatile PartState state = PartState.WAITING;
    private volatile boolean wanted = true;
    private volatile @Nullable Process process;
    private volatile int restarts;
    private volatile long logOffsetBytes;

    ManagedPart(Part part, Home home, Watchdog watchdog, Listener listener) {
        this.part = part;
        this.home = home;
        this.watchdog = watchdog;
        this.listener = listener;
    }

    Part part() {
        return part;
    }

    PartName name() {
        return part.name();
    }

    PartState state() {
        return state;
    }

    int restarts() {
        return restarts;
    }

    Path log() {
        return home.log(part.name());
    }

    /** The running process, if there is one. */
    @Nullable
    Process process() {
        var current = process;
        return current != null && current.isAlive() ? current : null;
    }

    /** One-time work before {@link #start()}. */
    void prepare() {
        become(PartState.PREPARING);
        try {
            LogTail.rotate(log());
            logOffsetBytes = Files.exists(log()) ? Files.size(log()) : 0;
            part.prepare();
        } catch (IOException | LaunchException e) {
            become(PartState.FAILED);
            throw new LaunchException(diagnosis("could not be prepared: " + e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(name() + ": interrupted while it was prepared", e);
        }
        become(PartState.WAITING);
    }

    /** Starts the process and returns when it is healthy; says what is wrong when it does not get there. */
    void start() {
        turn.lock();
        try {
            if (!wanted) {
                throw new LaunchException(name() + " was stopped before it had started");
            }
            bringUp();
        } finally {
            turn.unlock();
        }
    }

    /** As {@link #start()}, for a part that was stopped on request. */
    void startAgain() {
        turn.lock();
        try {
            if (process() != null) {
                return;
            }
            wanted = true;
            deaths.clear();
            bringUp();
        } finally {
            turn.unlock();
        }
    }

    private void bringUp() {
        become(PartState.STARTING);
        try {
            var started = launch();
            awaitHealthy(started);
            part.complete();
            become(PartState.UP);
            started.onExit()
                    .thenRunAsync(
                            () -> died(started), task -> Thread.ofVirtual().start(task));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(name() + ": interrupted while it was starting", e);
        } catch (LaunchException e) {
            fail();
            throw e;
        } catch (Exception e) {
            fail();
            throw new LaunchException(diagnosis("runs, but could not be set up: " + e), e);
        }
    }

    private void fail() {
        endProcess();
        become(wanted ? PartState.FAILED : PartState.STOPPED);
    }

    private Process launch() throws IOException {
        var launch = part.launch();
        logOffsetBytes = Files.exists(log()) ? Files.size(log()) : 0;
        var builder = new ProcessBuilder(OwnSession.of(launch.command()))
                .directory(launch.workingDirectory().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        var started = builder.start();
        watchdog.add(started.pid(), part.stopSignal());
        process = started;
        listener.changed(this);
        return started;
    }

    private void awaitHealthy(Process started) throws InterruptedException {
        var deadline = System.nanoTime() + part.startLimit().toNanos();
        while (!isHealthy()) {
            if (started.waitFor(HEALTH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LaunchException(diagnosis(ending(started) + " before it was healthy"));
            }
            if (!wanted) {
                throw new LaunchException(name() + " was stopped while it was starting");
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchException(
                        diagnosis("is not healthy after " + part.startLimit().toSeconds() + " s"));
            }
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return part.isHealthy();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false;
        }
    }

    private void died(Process dead) {
        if (!wanted || process != dead) {
            return;
        }
        turn.lock();
        try {
            if (!wanted || process != dead) {
                return;
            }
            watchdog.remove(dead.pid());
            Signals.sendToGroup("KILL", dead.pid());
            restartUntilUp(diagnosis(ending(dead)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turn.unlock();
        }
    }

    private void restartUntilUp(String firstDeath) throws InterruptedException {
        var what = firstDeath;
        while (wanted) {
            rememberDeath();
            if (deaths.size() >= MAX_DEATHS) {
                become(PartState.FAILED);
                listener.gaveUp(
                        this,
                        "gave up: " + deaths.size() + " deaths within " + DEATHS_WINDOW.toMinutes() + " minutes. "
                                + what);
                return;
            }
            var backoff = backoff();
            become(PartState.RESTARTING);
            listener.notice(what + "\nIt is started again in " + backoff.toSeconds() + " s.");
            if (waitUnlessUnwanted(backoff)) {
                return;
            }
            try {
                restarts++;
                bringUp();
                listener.notice(name() + " is up again.");
                return;
            } catch (LaunchException e) {
                what = String.valueOf(e.getMessage());
            }
        }
    }

    /** True when the part is no longer wanted. */
    private boolean waitUnlessUnwanted(Duration backoff) throws InterruptedException {
        long left = backoff.toNanos();
        while (wanted && left > 0) {
            left = unwanted.awaitNanos(left);
        }
        return !wanted;
    }

    private void rememberDeath() {
        var now = Instant.now();
        deaths.removeIf(death -> death.isBefore(now.minus(DEATHS_WINDOW)));
        deaths.add(now);
    }

    private Duration backoff() {
        var doubled = Duration.ofSeconds(1L << Math.min(deaths.size() - 1, 10));
        return doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
    }

    /** Ends the process, first politely, and keeps it ended. Bounded in time. */
    void stop() {
        wanted = false;
        // Whoever is starting it right now sees that it is no longer wanted, and gives up the turn.
        turn.lock();
        try {
            unwanted.signalAll();
            if (process() != null) {
                become(PartState.STOPPING);
                endProcess();
            }
            become(PartState.STOPPED);
        } finally {
            turn.unlock();
        }
    }

    private void endProcess() {
        var ending = process;
        if (ending == null) {
            return;
        }
        try {
            if (ending.isAlive()) {
                Signals.send(part.stopSignal(), ending.pid());
                // A frozen process takes the signal only when it goes on.
                Signals.send("CONT", ending.pid());
            }
            if (!ending.waitFor(part.stopLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                listener.notice(
                        name() + " has not ended within " + part.stopLimit().toSeconds() + " s and is killed.");
            }
            Signals.sendToGroup("KILL", ending.pid());
            if (!ending.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                listener.notice(name() + " (process " + ending.pid() + ") cannot be killed.");
            }
        } catch (InterruptedException e) {
            Signals.sendToGroup("KILL", ending.pid());
            Thread.currentThread().interrupt();
        }
        watchdog.remove(ending.pid());
        process = null;
    }

    private void become(PartState next) {
        state = next;
        listener.changed(this);
    }

    private static String ending(Process dead) {
        int code = dead.exitValue();
        return code > SIGNAL_BASE ? "was ended by signal " + (code - SIGNAL_BASE) : "ended with exit code " + code;
    }

    private String diagnosis(String what) {
        var fullDisk = Disk.isFullAccordingTo(LogTail.lastLinesSince(log(), logOffsetBytes, TAIL_LINES_SEARCHED))
                ? "The disk is full, says its log: free some space.\n"
                : "";
        var tail = LogTail.lastLinesSince(log(), logOffsetBytes, TAIL_LINES).stream()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining());
        return name() + " " + what + ".\n" + fullDisk + (tail.isEmpty() ? "" : "  Its last lines:\n" + tail)
                + "  Whole log: " + log();
    }
}
