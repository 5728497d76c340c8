package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.outbox.Outbox;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.TeamParts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.LockMode;

/** The accounts of a team that goes: suspended while it may come back, then deleted. */
@ApplicationScoped
class AccountsOfTeam implements TeamParts {

    private final AccountRows rows;
    private final Accounts accounts;
    private final Outbox outbox;

    AccountsOfTeam(AccountRows rows, Accounts accounts, Outbox outbox) {
        this.rows = rows;
        this.accounts = accounts;
        this.outbox = outbox;
    }

    @Override
    public Uni<Void> closing(UnitOfWork work, UUID teamId) {
        return changed(work, rows.suspendAll(work, teamId));
    }

    @Override
    public Uni<Void> reopened(UnitOfWork work, UUID teamId) {
        return changed(work, rows.resumeAll(work, teamId));
    }

    @Override
    public Uni<Void> leaving(UnitOfWork work, UUID teamId) {
        return each(rows.all(work, teamId), row -> accounts.remove(work, row));
    }

    private Uni<Void> changed(UnitOfWork work, Uni<List<UUID>> ids) {
        return each(
                ids,
                id -> rows.find(work, id, LockMode.NONE).flatMap(row -> outbox.changed(work, row.publicKey, row.id)));
    }

    private static <T> Uni<Void> each(Uni<List<T>> all, Function<T, Uni<Void>> action) {
        return all.onItem()
                .transformToMulti((List<T> found) -> Multi.createFrom().iterable(found))
                .onItem()
                .call(item -> action.apply(item))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
