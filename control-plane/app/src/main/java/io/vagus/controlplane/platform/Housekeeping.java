package io.vagus.controlplane.platform;

import io.vagus.controlplane.platform.store.IdempotencyKeys;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Throws away what has lost its meaning. */
@Singleton
class Housekeeping {

    private static final Duration EVERY = Duration.ofMinutes(15);

    private final Database database;
    private final IdempotencyKeys keys;

    Housekeeping(Database database, IdempotencyKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "forget old idempotency keys", () -> database.await(keys::prune));
    }
}
