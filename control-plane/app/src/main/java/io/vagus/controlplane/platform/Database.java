package io.vagus.controlplane.platform;

import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.telemetry.Tracing;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Runs units of work, each in a transaction of its own and within a time limit.
 *
 * <p>A database that is away or does not answer ends the work with a 503 problem, so that no caller waits for it; the next
 * unit of work tries again with a new connection.
 */
@ApplicationScoped
public class Database {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(8);

    /** SQL states of a server that is going down, starting up or full. */
    private static final Set<String> AWAY_STATES = Set.of("57P01", "57P02", "57P03", "53300");

    private static final String CONNECTION_CLASS = "08";

    private final Mutiny.SessionFactory sessions;
    private final InstantSource clock;
    private final DryRun dryRun;

    Database(Mutiny.SessionFactory sessions, InstantSource clock, DryRun dryRun) {
        this.sessions = sessions;
        this.clock = clock;
        this.dryRun = dryRun;
    }

    /**
     * Commits when {@code work} ends with an item, rolls back when it fails; in a dry run always rolls back. Call on an event
     * loop.
     */
    public <T> Uni<T> inTransaction(Function<UnitOfWork, Uni<T>> work) {
        return run(work, dryRun.isWanted());
    }

    /**
     * The same for what holds even in a dry run: who the caller is, and what they were refused. Also on the thread of an
     * operation that blocks.
     */
    public <T> Uni<T> inCertainTransaction(Function<UnitOfWork, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> BlockingOperationControl.isBlockingAllowed()
                        ? Uni.createFrom().item(() -> blocking(() -> run(work, false)))
                        : run(work, false));
    }

    private <T> Uni<T> run(Function<UnitOfWork, Uni<T>> work, boolean undone) {
        // Who stops waiting does not stop the work: a transaction always comes to its end, else its connection is
        // spoilt.
        return Uni.createFrom()
                .<T>emitter(answer -> attempt(work, undone).subscribe().with(answer::complete, answer::fail))
                .ifNoItem()
                .after(TIME_LIMIT)
                .fail()
                .onFailure(Database::isAway)
                .transform(failure -> ProblemException.unavailable("The database does not answer."));
    }

    /** The same for a thread that may block. */
    public <T> T await(Function<UnitOfWork, Uni<T>> work) {
        return blocking(() -> inTransaction(work));
    }

    private static <T> T blocking(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(Tracing.carried(work));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether {@code failure} comes from the constraint of that name. */
    public static boolean violates(Throwable failure, String constraint) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ConstraintViolationException
                        && String.valueOf(cause.getMessage()).contains('"' + constraint + '"'));
    }

    private <T> Uni<T> attempt(Function<UnitOfWork, Uni<T>> work, boolean undone) {
        @Nullable UnitOfWork[] unit = new UnitOfWork[1];
        return sessions.withStatelessTransaction((session, transaction) -> {
                    UnitOfWork current =
                            new UnitOfWork(session, clock.instant().truncatedTo(ChronoUnit.MILLIS), undone);
                    unit[0] = current;
                    if (undone) {
                        transaction.markForRollback();
                    }
                    return work.apply(current);
                })
                .invoke(() -> {
                    UnitOfWork done = unit[0];
                    if (done != null && !undone) {
                        done.committed();
                    }
                });
    }

    private static boolean isAway(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof IOException
                        || cause instanceof TimeoutException
                        || cause instanceof io.smallrye.mutiny.TimeoutException
                        || cause instanceof ClosedConnectionException
                        || cause instanceof NoStackTraceThrowable
                        || cause instanceof JDBCConnectionException
                        || cause instanceof SQLException refused && isAwayState(refused.getSQLState())
                        || cause instanceof PgException refused && isAwayState(refused.getSqlState()));
    }

    private static boolean isAwayState(@Nullable String state) {
        return state != null && (state.startsWith(CONNECTION_CLASS) || AWAY_STATES.contains(state));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
