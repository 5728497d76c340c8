package io.vagus.controlplane.identity;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;

/** What happens when somebody comes for the first time, in the transaction that makes them known. */
public interface FirstArrival {

    Uni<Void> arrived(UnitOfWork work, Person person);
}
