package io.vagus.controlplane.operator.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;

/** The table of the operator. */
@ApplicationScoped
public class OperatorRows {

    /** Any number that nothing else in this database locks. */
    private static final long LOCK = 0x7661677573L;

    /** Makes other instances that start at once wait for the end of this unit of work. */
    public Uni<Void> lock(UnitOfWork work) {
        return work.session()
                .createNativeQuery("select cast(pg_advisory_xact_lock(:lock) as text)")
                .setParameter("lock", LOCK)
                .getSingleResultOrNull()
                .replaceWithVoid();
    }

    /** Its item is null before the first start. */
    public Uni<OperatorRow> find(UnitOfWork work) {
        return work.session().get(OperatorRow.class, OperatorRow.ONLY);
    }
}
