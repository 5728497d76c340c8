package io.vagus.billing.service.metering;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vagus.billing.metering.Reading;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves waiting readings into the database, oldest first, on a thread of its own. While the database is away they wait,
 * and what the servers count meanwhile merges into them.
 */
@ApplicationScoped
public class ReadingRecorder {

    static final int BATCH = 500;
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(ReadingRecorder.class);

    private final MeteringIntake intake;
    private final MeterStore store;
    private @Nullable Thread thread;
    private boolean failing;

    ReadingRecorder(MeteringIntake intake, MeterStore store) {
        this.intake = intake;
        this.store = store;
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform().daemon().name("reading-recorder").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<Reading> readings = intake.waiting().await(BATCH);
                if (record(readings)) {
                    intake.waiting().forget(readings);
                } else {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("stopped");
        }
    }

    private boolean record(List<Reading> readings) {
        try {
            store.record(readings).await().atMost(PATIENCE);
            if (failing) {
                LOG.info("readings are recorded again");
            }
            failing = false;
            return true;
        } catch (RuntimeException failure) {
            if (!failing) {
                LOG.warnf("readings cannot be recorded and wait: %s", failure);
            }
            failing = true;
            return false;
        }
    }
}
