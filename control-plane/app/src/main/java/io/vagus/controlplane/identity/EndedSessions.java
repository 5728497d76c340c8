package io.vagus.controlplane.identity;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.Background;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/**
 * The sign-ins that were ended here, by the {@code sid} of their access tokens. Such a token opens nothing from then on,
 * although it is signed and has not run out.
 */
@ApplicationScoped
public class EndedSessions {

    /** Longer than any access token and any session it could be renewed in. */
    private static final Duration KEPT = Duration.ofDays(31);

    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final Database database;

    EndedSessions(Database database) {
        this.database = database;
    }

    void start(@Observes Background background) {
        background.every(
                FORGET_EVERY,
                "forget ended sessions",
                () -> database.await(work -> work.session()
                        .createNativeQuery("delete from ended_session where ended_at < :before")
                        .setParameter("before", work.now().minus(KEPT))
                        .executeUpdate()));
    }

    public Uni<Void> end(UnitOfWork work, List<String> ids) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (String id : ids) {
            done = done.chain(() -> work.session()
                    .createNativeQuery("insert into ended_session (id, ended_at) values (:id, :now)"
                            + " on conflict (id) do nothing")
                    .setParameter("id", id)
                    .setParameter("now", work.now())
                    .executeUpdate()
                    .replaceWithVoid());
        }
        return done;
    }

    Uni<Boolean> isEnded(UnitOfWork work, String id) {
        return work.session()
                .createNativeQuery("select count(*) from ended_session where id = :id", Long.class)
                .setParameter("id", id)
                .getSingleResult()
                .map(count -> count > 0);
    }
}
