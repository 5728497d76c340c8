package io.vagus.controlplane.platform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/**
 * Jobs that replicas share: each round is done by whichever comes first. A round is taken inside the transaction that does it,
 * so that a replica that dies leaves it to the others.
 */
@ApplicationScoped
public class Rounds {

    private final UUID self = UUID.randomUUID();

    /** Takes the next round of {@code job} for this unit of work; false when another does it, or did within {@code pause}. */
    public Uni<Boolean> take(UnitOfWork work, String job, Duration pause) {
        return work.session()
                .createNativeQuery("select cast(pg_try_advisory_xact_lock(hashtext(:job)) as text)", String.class)
                .setParameter("job", "vagus.round." + job)
                .getSingleResult()
                .flatMap(locked -> "true".equals(locked)
                        ? work.session()
                                .createNativeQuery("""
                                    insert into job_round as known (job, done_at) values (:job, :now)
                                    on conflict (job) do update set done_at = excluded.done_at
                                      where known.done_at <= :due\
                                    """)
                                .setParameter("job", job)
                                .setParameter("now", work.now())
                                .setParameter("due", work.now().minus(pause))
                                .executeUpdate()
                                .map(count -> count == 1)
                        : Uni.createFrom().item(false));
    }

    /**
     * Takes or keeps {@code job} for this replica, for jobs that go by what they saw in their last round. False while another
     * replica has it; that one keeps it by asking again within {@code life}, and loses it when it does not.
     */
    public Uni<Boolean> hold(UnitOfWork work, String job, Duration life) {
        return work.session()
                .createNativeQuery("""
                    insert into job_round as known (job, done_at, holder, held_until) values (:job, :now, :self, :until)
                    on conflict (job) do update set holder = excluded.holder, held_until = excluded.held_until
                      where known.holder = excluded.holder or known.held_until is null or known.held_until < :now\
                    """)
                .setParameter("job", job)
                .setParameter("now", work.now())
                .setParameter("self", self)
                .setParameter("until", work.now().plus(life))
                .executeUpdate()
                .map(count -> count == 1);
    }
}
