package io.vagus.controlplane.accounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.accounts.store.AccountRow;
import io.vagus.controlplane.accounts.store.AccountRows;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.TeamGate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.LockMode;

/** The gate to an account and all that is inside it: open to the members of its team whose role there has the right. */
@ApplicationScoped
public class AccountGate {

    private final AccountRows rows;
    private final TeamGate teams;
    private final Tenancy tenancy;

    AccountGate(AccountRows rows, TeamGate teams, Tenancy tenancy) {
        this.rows = rows;
        this.teams = teams;
        this.tenancy = tenancy;
    }

    /** Lets a member look. */
    public Uni<Account> enter(UnitOfWork work, Caller caller, UUID accountId, Right right, Action action) {
        return row(work, caller, accountId, right, action, LockMode.NONE).map(Accounts::account);
    }

    /** Lets a member change something; changes of one account wait for each other. One in deletion is not changed. */
    public Uni<Account> enterToChange(UnitOfWork work, Caller caller, UUID accountId, Right right, Action action) {
        return rowToChange(work, caller, accountId, right, action).map(Accounts::account);
    }

    /**
     * Finds a part of the account behind the gate. One that is not there ends the request with 404; when it is in another
     * account, the team of that account sees the attempt.
     *
     * @param find looks the part up by its id alone
     */
    public <R> Uni<R> part(
            UnitOfWork work,
            Caller caller,
            UUID accountId,
            Action action,
            Supplier<Uni<R>> find,
            Function<R, UUID> accountOf) {
        return find.get()
                .onItem()
                .ifNull()
                .switchTo(() -> tenancy.widen(work).chain(() -> find.get()))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(row -> accountOf.apply(row).equals(accountId)
                        ? Uni.createFrom().voidItem()
                        : refuseStray(work, caller, accountOf.apply(row), action));
    }

    private <T> Uni<T> refuseStray(UnitOfWork work, Caller caller, UUID owningAccountId, Action action) {
        return tenancy.widen(work)
                .chain(() -> rows.find(work, owningAccountId, LockMode.NONE))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(row -> teams.enter(work, caller, row.teamId, Right.VIEW, action))
                .map(row -> {
                    throw ProblemException.notFound();
                });
    }

    Uni<AccountRow> row(UnitOfWork work, Caller caller, UUID accountId, Right right, Action action, LockMode lock) {
        return tenancy.widen(work)
                .chain(() -> rows.find(work, accountId, lock))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(row -> teams.enterAccount(work, caller, row.teamId, row.id, right, action));
    }

    Uni<AccountRow> rowToChange(UnitOfWork work, Caller caller, UUID accountId, Right right, Action action) {
        return row(work, caller, accountId, right, action, LockMode.PESSIMISTIC_WRITE)
                .invoke(row -> {
                    if (row.deletedAt != null) {
                        throw ProblemException.conflict("The account is being deleted; restore it first.");
                    }
                });
    }
}
