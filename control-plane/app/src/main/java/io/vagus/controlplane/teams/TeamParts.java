package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import java.util.UUID;

/** What a team owns that must follow when the team goes or comes back, in the same transaction. */
public interface TeamParts {

    /** The team is to be deleted: what it owns stops, and can come back. */
    Uni<Void> closing(UnitOfWork work, UUID teamId);

    /** The team stays after all. */
    Uni<Void> reopened(UnitOfWork work, UUID teamId);

    /** The team goes for good, in this unit of work: so does all it owns. */
    Uni<Void> leaving(UnitOfWork work, UUID teamId);
}
