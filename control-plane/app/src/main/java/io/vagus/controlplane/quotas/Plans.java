package io.vagus.controlplane.quotas;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.JsonText;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.quotas.store.PlanRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The plans, and which team is on which. */
@ApplicationScoped
public class Plans {

    /** Any number that nothing else in this database locks in this class of locks. */
    private static final int LOCK_CLASS = 0x706f6f6c;

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

    private static Plan plan(PlanRow row) {
        Map<String, Long> totals = new TreeMap<>();
        JsonText.tree(row.totals)
                .properties()
                .forEach(member -> totals.put(member.getKey(), member.getValue().asLong()));
        return new Plan(row.id, row.name, totals);
    }
}
