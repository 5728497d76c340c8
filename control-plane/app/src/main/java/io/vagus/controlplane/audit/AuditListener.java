package io.vagus.controlplane.audit;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import java.util.UUID;

/** Hears of what was done, in the transaction that does it. */
public interface AuditListener {

    Uni<Void> recorded(UnitOfWork work, UUID teamId, AuditEntry entry);
}
