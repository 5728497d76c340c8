package io.vagus.controlplane.tokens;

import io.quarkus.runtime.ShutdownEvent;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.tokens.store.TokenRows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When each token was last used: gathered in memory and written together, so that reading requests stay reads. */
@ApplicationScoped
class LastUses {

    private static final Duration EVERY = Duration.ofSeconds(30);

    /** Beyond that many tokens in use between two writes, some uses go unrecorded. */
    private static final int MAX_GATHERED = 10_000;

    private final Map<UUID, Instant> gathered = new ConcurrentHashMap<>();
    private final Database database;
    private final TokenRows rows;

    LastUses(Database database, TokenRows rows) {
        this.database = database;
        this.rows = rows;
    }

    void start(@Observes Background background) {
        background.every(EVERY, "write the last uses of tokens", this::write);
    }

    void stop(@Observes ShutdownEvent event) {
        write();
    }

    void used(UUID tokenId, Instant at) {
        if (gathered.size() < MAX_GATHERED || gathered.containsKey(tokenId)) {
            gathered.merge(tokenId, at, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** The later of what is stored and what is not written yet. */
    @Nullable
    Instant latest(UUID tokenId, @Nullable Instant stored) {
        Instant fresh = gathered.get(tokenId);
        return fresh == null || stored != null && stored.isAfter(fresh) ? stored : fresh;
    }

    private void write() {
        Map<UUID, Instant> batch = new HashMap<>(gathered);
        if (!batch.isEmpty()) {
            database.await(work -> rows.used(work, batch));
            batch.forEach(gathered::remove);
        }
    }
}
