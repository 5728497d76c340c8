package io.vagus.controlplane.platform;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * The second wall between teams, in the database: narrows a unit of work to one team by row-level security, so that a query
 * that forgets its team finds nothing of others.
 *
 * <p>A unit of work begins wide, because a gate must see whose a thing is. The gates narrow it when they let a caller in. Work
 * that goes across teams passes through another gate, or widens itself again and says why.
 */
@ApplicationScoped
public class Tenancy {

    private static final String NARROW =
            "select set_config('role', 'vagus_tenant', true) || set_config('vagus.team', :team, true)";
    private static final String WIDEN = "select set_config('role', 'none', true)";

    /** From here to the end of the transaction only rows of that team are there. */
    public Uni<Void> narrow(UnitOfWork work, UUID teamId) {
        if (teamId.equals(work.team())) {
            return Uni.createFrom().voidItem();
        }
        return work.session()
                .createNativeQuery(NARROW, String.class)
                .setParameter("team", teamId.toString())
                .getSingleResult()
                .invoke(() -> work.team(teamId))
                .replaceWithVoid();
    }

    /** Undoes {@link #narrow}. */
    public Uni<Void> widen(UnitOfWork work) {
        if (work.team() == null) {
            return Uni.createFrom().voidItem();
        }
        return work.session()
                .createNativeQuery(WIDEN, String.class)
                .getSingleResult()
                .invoke(() -> work.team(null))
                .replaceWithVoid();
    }
}
