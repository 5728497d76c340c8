package io.vagus.controlplane.identity;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;
import java.util.List;
import java.util.UUID;

/** Knows which teams let an operator of the service in. Asked at each of their requests, so that the end of a grant is the end of it. */
public interface Grants {

    /** The realm role in the identity provider of those who run the service, and who alone are let in by grants. */
    String OPERATOR_ROLE = "vagus-operator";

    /** The grants that hold now. */
    Uni<List<Grant>> of(UnitOfWork work, UUID personId);
}
