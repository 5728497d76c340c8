package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.AccountRoleRows;
import io.vagus.controlplane.teams.store.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The roles of members inside single accounts, in place of their role in the team. */
@ApplicationScoped
public class AccountRoles {

    private final AccountRoleRows rows;
    private final TeamRows teams;
    private final AuditLog audit;
    private final Preconditions preconditions;

    AccountRoles(AccountRoleRows rows, TeamRows teams, AuditLog audit, Preconditions preconditions) {
        this.rows = rows;
        this.teams = teams;
        this.audit = audit;
        this.preconditions = preconditions;
    }

    /** The roles in an account that has let the caller in, by e-mail. */
    public Uni<Page<AccountRole>> page(UnitOfWork work, UUID accountId, PageQuery query) {
        return rows.page(work, accountId, query)
                .map(found -> Page.of(
                        query,
                        found,
                        each -> new Cursor(each.email(), each.personId()),
                        each -> new AccountRole(each.personId(), each.email(), each.name(), Role.of(each.role()))));
    }

    /** Gives a member of the team a role in the account; the caller has passed the gate with the right to manage people. */
    public Uni<AccountRole> set(UnitOfWork work, Caller caller, UUID teamId, UUID accountId, UUID personId, Role role) {
        if (!role.isOfAccounts()) {
            throw ProblemException.invalid("role", "must be operator, developer or viewer inside an account");
        }
        return teams.member(work, teamId, personId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .invoke(member -> {
                    if (Role.of(member.role()).has(Right.MANAGE_PEOPLE)) {
                        throw ProblemException.conflict("Owners and admins are that in every account.");
                    }
                })
                .call(() -> require(work, accountId, personId))
                .call(() -> rows.upsert(work, accountId, personId, teamId, role.toString()))
                .call(member -> audit.done(
                        work,
                        caller,
                        teamId,
                        Action.of("account-role.set", "account", accountId),
                        member.email() + " as " + role))
                .map(member -> new AccountRole(personId, member.email(), member.name(), role));
    }

    private Uni<Void> require(UnitOfWork work, UUID accountId, UUID personId) {
        if (!preconditions.isGiven()) {
            return Uni.createFrom().voidItem();
        }
        return rows.ofPerson(work, personId)
                .invoke(found -> preconditions.requireIfThere(found.stream()
                        .filter(row -> row.accountId.equals(accountId))
                        .map(row -> new AccountRole(personId, "", "", Role.of(row.role)))
                        .findAny()
                        .orElse(null)))
                .replaceWithVoid();
    }

    /** Gives the member the role of the team back. */
    public Uni<Void> clear(UnitOfWork work, Caller caller, UUID teamId, UUID accountId, UUID personId) {
        return require(work, accountId, personId)
                .chain(() -> rows.delete(work, accountId, personId))
                .invoke(count -> {
                    if (count == 0) {
                        throw ProblemException.notFound();
                    }
                })
                .chain(() -> audit.done(
                        work,
                        caller,
                        teamId,
                        Action.of("account-role.clear", "account", accountId),
                        "person:" + personId));
    }
}
