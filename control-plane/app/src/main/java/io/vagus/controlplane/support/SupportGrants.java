package io.vagus.controlplane.support;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.identity.Grant;
import io.vagus.controlplane.identity.Grants;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.support.store.SupportAccessRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Tells who is let in where, from what teams granted. */
@ApplicationScoped
class SupportGrants implements Grants {

    private final SupportAccessRows rows;

    SupportGrants(SupportAccessRows rows) {
        this.rows = rows;
    }

    @Override
    public Uni<List<Grant>> of(UnitOfWork work, UUID personId) {
        return rows.granted(work, personId)
                .map(found -> found.stream()
                        .map(row -> new Grant(row.teamId, row.role, String.valueOf(row.decidedBy), row.expiresAt))
                        .toList());
    }
}
