package io.vagus.billing.service.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What callers of the API see of a database that is away. */
public final class Database {

    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Classes of SQLSTATE that mean our statement or its data is wrong, which trying again does not mend. */
    private static final Set<String> OURS = Set.of("22", "23", "42");

    private Database() {}

    /** The answer, or a 503 problem when the database does not give one in time. */
    public static <T extends @Nullable Object> Uni<T> answer(Uni<T> query) {
        return query.ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure(Database::isAway)
                .transform(cause -> ProblemException.unavailable("The database is away; please try again.", cause));
    }

    private static boolean isAway(Throwable failure) {
        return !(failure instanceof PgException refused && OURS.contains(sqlStateClass(refused)));
    }

    private static String sqlStateClass(PgException refused) {
        String state = refused.getSqlState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
