package io.vagus.controlplane.platform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** One transaction in progress: its session, its one moment in time, and what waits for its commit. Owned by the event loop that runs it. */
public final class UnitOfWork {

    private final Mutiny.StatelessSession session;
    private final Instant now;
    private @Nullable UUID team;
    private final List<Runnable> afterCommit = new ArrayList<>();

    private final boolean undone;

    UnitOfWork(Mutiny.StatelessSession session, Instant now, boolean undone) {
        this.session = session;
        this.now = now;
        this.undone = undone;
    }

    /** Whether nothing of it stays, not even a record: a dry run. */
    public boolean isUndone() {
        return undone;
    }

    public Mutiny.StatelessSession session() {
        return session;
    }

    /** The moment of this work, to the millisecond, so that what is answered is what is stored. */
    public Instant now() {
        return now;
    }

    /** The one team whose rows are in sight; null while all are. */
    @Nullable
    UUID team() {
        return team;
    }

    void team(@Nullable UUID narrowedTo) {
        this.team = narrowedTo;
    }

    /** Has {@code action} run once the transaction is committed; never when it is rolled back. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }
}
