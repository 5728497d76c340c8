package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import java.util.UUID;

/** Those who depend on a signing key. */
public interface KeyUsers {

    /** The key is deleted in this unit of work: whatever it signed is good for nothing from now on. */
    Uni<Void> keyGone(UnitOfWork work, UUID accountId, UUID keyId);
}
