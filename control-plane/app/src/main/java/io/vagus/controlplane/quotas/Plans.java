package io.vagus.controlplane.quotas;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.quotas.store.PlanRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.LockMode;

/** The plans, and which team is on which. */
@ApplicationScoped
public class Plans {

    /** Any number that nothing else in this database locks in this class of locks. */
    private static final int LOCK_CLASS = 0x706f6f6c;

    /** How many plans there may be. */
    public static final int MAX_PLANS = 50;

    /** The plan of a team: the one it was put on, else the default. */
    public Uni<Plan> of(UnitOfWork work, UUID teamId) {
        return work.session()
                .createNativeQuery("""
                    select p.* from plan p where p.id = coalesce(
                      (select plan_id from team_plan where team_id = :team),
                      (select id from plan where is_default))\
                    """, PlanRow.class)
                .setParameter("team", teamId)
                .getSingleResult()
                .map(Plans::plan);
    }

    /** Makes others that spend this team's quotas wait for the end of this unit of work. */
    public Uni<Void> hold(UnitOfWork work, UUID teamId) {
        return work.session()
                .createNativeQuery("select cast(pg_advisory_xact_lock(:class, hashtext(:team)) as text)")
                .setParameter("class", LOCK_CLASS)
                .setParameter("team", teamId.toString())
                .getSingleResultOrNull()
                .replaceWithVoid();
    }

    /** All plans, by id. */
    public Uni<List<Plan>> all(UnitOfWork work) {
        return work.session()
                .createSelectionQuery("from PlanRow order by id", PlanRow.class)
                .setMaxResults(MAX_PLANS)
                .getResultList()
                .map(rows -> rows.stream().map(Plans::plan).toList());
    }

    /**
     * Makes a plan, or sets what one gives. What accounts have already they keep: it holds for what is asked for from then on.
     *
     * @param totals by the name of the limit; the limits are the caller's to know
     */
    public Uni<Plan> set(UnitOfWork work, String planId, String name, Map<String, Long> totals) {
        return work.session()
                .createSelectionQuery("from PlanRow where id = :id", PlanRow.class)
                .setParameter("id", planId)
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .getSingleResultOrNull()
                .flatMap(present -> {
                    PlanRow row = present == null ? new PlanRow() : present;
                    row.id = planId;
                    row.name = name;
                    row.totals = JsonText.write(new TreeMap<>(totals));
                    return (present == null
                                    ? requireRoom(work)
                                            .chain(() -> work.session().insert(row))
                                    : work.session().update(row))
                            .replaceWith(plan(row));
                });
    }

    /** Puts a team on a plan. */
    public Uni<Plan> assign(UnitOfWork work, UUID teamId, String planId) {
        return hold(work, teamId)
                .chain(() -> work.session()
                        .createSelectionQuery("from PlanRow where id = :id", PlanRow.class)
                        .setParameter("id", planId)
                        .getSingleResultOrNull())
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("planId", "is no plan"))
                .call(row -> work.session()
                        .createNativeQuery("insert into team_plan (team_id, plan_id) values (:team, :plan)"
                                + " on conflict (team_id) do update set plan_id = excluded.plan_id")
                        .setParameter("team", teamId)
                        .setParameter("plan", planId)
                        .executeUpdate())
                .map(Plans::plan);
    }

    private static Uni<Void> requireRoom(UnitOfWork work) {
        return work.session()
                .createSelectionQuery("select count(*) from PlanRow", Long.class)
                .getSingleResult()
                .invoke(count -> {
                    if (count >= MAX_PLANS) {
                        throw ProblemException.conflict("There may be " + MAX_PLANS + " plans.");
                    }
                })
                .replaceWithVoid();
    }

    private static Plan plan(PlanRow row) {
        Map<String, Long> totals = new TreeMap<>();
        JsonText.tree(row.totals)
                .properties()
                .forEach(member -> totals.put(member.getKey(), member.getValue().asLong()));
        return new Plan(row.id, row.name, row.isDefault, totals);
    }
}
