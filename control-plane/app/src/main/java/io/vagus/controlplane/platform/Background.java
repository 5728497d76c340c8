package io.vagus.controlplane.platform;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What happens without a request: repeated jobs, each on a thread of its own that may block. Sent as an event when the service is up. */
public final class Background {

    private static final Logger LOG = Logger.getLogger(Background.class);

    /** What a job may take to end by itself, and then once it is interrupted; who stops the service waits longer than both. */
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("timer").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Background() {}

    /** Runs {@code job} again and again, {@code pause} after its last end. A failure is logged and changes nothing. */
    public void every(Duration pause, String name, Runnable job) {
        schedule(pause, name, job);
    }

    /** Runs {@code job} once, now. */
    public void run(String name, Runnable job) {
        try {
            threads.execute(() -> attempt(name, job));
        } catch (RejectedExecutionException stopping) {
            LOG.debugf("The service stops; nothing will %s", name);
        }
    }

    private void schedule(Duration pause, String name, Runnable job) {
        try {
            timer.schedule(
                    () -> run(name, () -> {
                        attempt(name, job);
                        schedule(pause, name, job);
                    }),
                    pause.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debugf("The service stops; nothing will %s", name);
        }
    }

    private void attempt(String name, Runnable job) {
        try {
            job.run();
        } catch (ProblemException away) {
            LOG.warnf("Could not %s for now: %s", name, away.problem(null).detail());
        } catch (RuntimeException e) {
            if (threads.isShutdown()) {
                LOG.debugf(e, "The service stops; this did not end: %s", name);
            } else {
                LOG.errorf(e, "Could not %s", name);
            }
        }
    }

    /** Begins nothing more and waits for the end of what runs: after that, what jobs use (connections, the database) may go. */
    private void close() {
        timer.shutdownNow();
        threads.shutdown();
        try {
            if (!ended()) {
                threads.shutdownNow();
                if (!ended()) {
                    LOG.warn("Background work does not end");
                }
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private boolean ended() throws InterruptedException {
        return threads.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts and stops it with the service. */
    @Singleton
    static class Lifecycle {

        private final Background background = new Background();

        void start(@Observes @Priority(5000) StartupEvent event, Event<Background> started) {
            started.fire(background);
        }

        void stop(@Observes @Priority(1) ShutdownEvent event) {
            background.close();
        }
    }
}
