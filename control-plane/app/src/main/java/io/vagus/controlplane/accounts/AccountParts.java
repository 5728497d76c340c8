package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.UnitOfWork;

/** What comes into being with an account and goes with it, in the same transaction. */
public interface AccountParts {

    Uni<Void> opened(UnitOfWork work, Account account);

    Uni<Void> closing(UnitOfWork work, Account account);
}
