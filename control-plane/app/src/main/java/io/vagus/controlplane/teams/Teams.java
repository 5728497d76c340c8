package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Ids;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.AccountRoleRows;
import io.vagus.controlplane.teams.store.MembershipRow;
import io.vagus.controlplane.teams.store.TeamRow;
import io.vagus.controlplane.teams.store.TeamRows;
import io.vagus.controlplane.teams.store.TeamRows.TeamOfPerson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Teams: the owners of everything else. */
@ApplicationScoped
public class Teams {

    /** How many teams one person may be in. */
    public static final int MAX_PER_PERSON = 100;

    private final TeamRows rows;
    private final AccountRoleRows accountRoles;
    private final TeamGate gate;
    private final Preconditions preconditions;
    private final AuditLog audit;

    Teams(TeamRows rows, AccountRoleRows accountRoles, TeamGate gate, Preconditions preconditions, AuditLog audit) {
        this.preconditions = preconditions;
        this.rows = rows;
        this.accountRoles = accountRoles;
        this.gate = gate;
        this.audit = audit;
    }

    public Uni<Team> create(UnitOfWork work, Caller caller, String name) {
        caller.requireWhole();
        return requireRoom(work, caller.personId())
                .chain(() -> insert(work, caller.personId(), name))
                .call(team -> audit.done(work, caller, team.id(), action("team.create", team.id()), "named " + name));
    }

    public Uni<Page<Team>> page(UnitOfWork work, Caller caller, PageQuery query) {
        return rows.page(work, caller.personId(), caller.scope().teamId(), query)
                .map(found -> Page.of(query, found, team -> new Cursor(team.name(), team.id()), Teams::team));
    }

    public Uni<Team> get(UnitOfWork work, Caller caller, UUID teamId) {
        return gate.enter(work, caller, teamId, Right.VIEW, action("team.read", teamId))
                .flatMap(role -> found(work, teamId, role, caller.grantIn(teamId) != null));
    }

    public Uni<Team> rename(UnitOfWork work, Caller caller, UUID teamId, String name) {
        Action action = action("team.update", teamId);
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, action)
                .call(role -> rows.lock(work, teamId).invoke(row -> preconditions.require(team(row, role))))
                .call(() -> rows.rename(work, teamId, name))
                .call(() -> audit.done(work, caller, teamId, action, "named " + name))
                .flatMap(role -> found(work, teamId, role, false));
    }

    /** All teams of a person, by name. */
    public Uni<List<Membership>> memberships(UnitOfWork work, UUID personId) {
        return rows.all(work, personId)
                .flatMap(found -> accountRoles
                        .ofPerson(work, personId)
                        .map(roles -> found.stream()
                                .map(team -> new Membership(
                                        team.id(),
                                        team.name(),
                                        Role.of(team.role()),
                                        roles.stream()
                                                .filter(role -> role.teamId.equals(team.id()))
                                                .map(role -> new RoleInAccount(role.accountId, Role.of(role.role)))
                                                .toList()))
                                .toList()));
    }

    /** The teams that let the caller in for a time. */
    public Uni<List<Membership>> granted(UnitOfWork work, Caller caller) {
        return Multi.createFrom()
                .iterable(caller.grants())
                .onItem()
                .transformToUniAndConcatenate(grant -> rows.find(work, grant.teamId())
                        .map(team ->
                                team == null ? null : new Membership(team.id, team.name, Role.of(grant.role()), grant)))
                .collect()
                .asList();
    }

    /** The first team of somebody who has just become known. */
    Uni<Void> openFirst(UnitOfWork work, Person person) {
        return insert(work, person.id(), TeamNames.of(person)).replaceWithVoid();
    }

    Uni<Void> requireRoom(UnitOfWork work, UUID personId) {
        return rows.countOfPerson(work, personId)
                .invoke(count -> {
                    if (count >= MAX_PER_PERSON) {
                        throw ProblemException.conflict("A person may be in " + MAX_PER_PERSON + " teams.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Team> insert(UnitOfWork work, UUID personId, String name) {
        TeamRow row = new TeamRow(Ids.next(work.now()), name, work.now());
        return work.session()
                .insert(row)
                .chain(() ->
                        work.session().insert(new MembershipRow(row.id, personId, Role.OWNER.toString(), work.now())))
                .replaceWith(team(row, Role.OWNER));
    }

    private Uni<Team> found(UnitOfWork work, UUID teamId, Role role, boolean byGrant) {
        return rows.find(work, teamId)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .map(row -> byGrant
                        ? new Team(row.id, row.name, role, role.rightsByGrant(), row.createdAt, row.purgeAt)
                        : team(row, role));
    }

    private static Team team(TeamOfPerson found) {
        Role role = Role.of(found.role());
        return new Team(found.id(), found.name(), role, role.rights(), found.createdAt(), found.purgeAt());
    }

    static Team team(TeamRow row, Role role) {
        return new Team(row.id, row.name, role, role.rights(), row.createdAt, row.purgeAt);
    }

    private static Action action(String name, UUID teamId) {
        return Action.of(name, "team", teamId);
    }
}
