package io.vagus.controlplane.accounts;

import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Takes away accounts whose time to be restored is over. Two replicas that do so at once meet at the account's row. */
@ApplicationScoped
class Purges {

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final int AT_ONCE = 50;

    private final Database database;
    private final Accounts accounts;

    Purges(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "purge deleted accounts", this::purge);
    }

    void purge() {
        List<UUID> due = database.await(work -> accounts.due(work, AT_ONCE));
        for (UUID account : due) {
            database.await(work -> accounts.purgeDue(work, account));
        }
    }
}
