package io.vagus.controlplane.keys;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import java.util.UUID;

/** Those who depend on a signing key. What a key signed is good for nothing once the key is gone. */
public interface KeyUsers {

    /** The group is deleted in this unit of work, with all of its keys. */
    Uni<Void> keyGone(UnitOfWork work, UUID accountId, UUID keyId);

    /** One key of a group that stays has retired in this unit of work. */
    Uni<Void> keyRetired(UnitOfWork work, UUID accountId, String publicKey);
}
