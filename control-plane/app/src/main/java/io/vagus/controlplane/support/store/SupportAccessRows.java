package io.vagus.controlplane.support.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.LockMode;

/** The table of support access. */
@ApplicationScoped
public class SupportAccessRows {

    /** A row with the name of its team. */
    public record OfTeam(SupportAccessRow row, String teamName) {}

    private static final String WITH_TEAM =
            "select s, t.name from SupportAccessRow s join TeamRow t on t.id = s.teamId where ";
    private static final String OPEN = "state in ('pending', 'granted') and expiresAt > :now";

    public Uni<OfTeam> find(UnitOfWork work, UUID id) {
        return work.session()
                .createSelectionQuery(WITH_TEAM + "s.id = :id", OfTeam.class)
                .setParameter("id", id)
                .getSingleResultOrNull();
    }

    /** The row, for which others wait until this unit of work ends. */
    public Uni<SupportAccessRow> lock(UnitOfWork work, UUID id) {
        return work.session().get(SupportAccessRow.class, id, LockMode.PESSIMISTIC_WRITE);
    }

    /** Those of a team, newest first. */
    public Uni<List<OfTeam>> ofTeam(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(WITH_TEAM + "s.teamId = :team and s.id < :id order by s.id desc", OfTeam.class)
                .setParameter("team", teamId)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** Those of all operators, newest first. */
    public Uni<List<OfTeam>> all(UnitOfWork work, PageQuery query) {
        return work.session()
                .createSelectionQuery(WITH_TEAM + "s.id < :id order by s.id desc", OfTeam.class)
                .setParameter("id", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }

    /** What the person asked the team for and is not over; they wait for each other while it is counted. */
    public Uni<Long> countOpen(UnitOfWork work, UUID teamId, UUID personId) {
        return work.session()
                .createNativeQuery("select cast(pg_advisory_xact_lock(hashtext(:person)) as text)", String.class)
                .setParameter("person", "vagus.support-access." + personId)
                .getSingleResult()
                .chain(() -> work.session()
                        .createSelectionQuery(
                                "select count(*) from SupportAccessRow where teamId = :team and personId = :person and "
                                        + OPEN,
                                Long.class)
                        .setParameter("team", teamId)
                        .setParameter("person", personId)
                        .setParameter("now", work.now())
                        .getSingleResult());
    }

    /** What waits or lasts by its state, and whose time is over. */
    public Uni<List<UUID>> over(UnitOfWork work, int limit) {
        return work.session()
                .createSelectionQuery(
                        "select id from SupportAccessRow where state in ('pending', 'granted') and expiresAt <= :now"
                                + " order by expiresAt",
                        UUID.class)
                .setParameter("now", work.now())
                .setMaxResults(limit)
                .getResultList();
    }

    /** What lets the person in now. */
    public Uni<List<SupportAccessRow>> granted(UnitOfWork work, UUID personId) {
        return work.session()
                .createSelectionQuery(
                        "from SupportAccessRow where personId = :person and state = 'granted' and expiresAt > :now"
                                + " order by id",
                        SupportAccessRow.class)
                .setParameter("person", personId)
                .setParameter("now", work.now())
                .getResultList();
    }
}
