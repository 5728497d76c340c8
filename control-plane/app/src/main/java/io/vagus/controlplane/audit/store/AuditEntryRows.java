package io.vagus.controlplane.audit.store;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.UnitOfWork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The table of audit entries. */
@ApplicationScoped
public class AuditEntryRows {

    public Uni<List<AuditEntryRow>> page(UnitOfWork work, UUID teamId, PageQuery query) {
        return work.session()
                .createSelectionQuery(
                        "from AuditEntryRow where teamId = :team and id < :below order by id desc", AuditEntryRow.class)
                .setParameter("team", teamId)
                .setParameter("below", query.belowId())
                .setMaxResults(query.fetch())
                .getResultList();
    }
}
