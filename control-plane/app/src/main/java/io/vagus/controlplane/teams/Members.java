package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.MembershipRow;
import io.vagus.controlplane.teams.store.TeamRows;
import io.vagus.controlplane.teams.store.TeamRows.PersonOfTeam;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Who is in a team. A team never loses its last owner. */
@ApplicationScoped
public class Members {

    /** How many people a team may have. */
    public static final int MAX_PER_TEAM = 500;

    private final TeamRows rows;
    private final TeamGate gate;
    private final Teams teams;
    private final People people;
    private final AuditLog audit;

    Members(TeamRows rows, TeamGate gate, Teams teams, People people, AuditLog audit) {
        this.rows = rows;
        this.gate = gate;
        this.teams = teams;
        this.people = people;
        this.audit = audit;
    }

    public Uni<Page<Member>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Action.of("member.list", "team", teamId))
                .flatMap(role -> rows.members(work, teamId, query))
                .map(found -> Page.of(
                        query, found, member -> new Cursor(member.email(), member.personId()), Members::member));
    }

    public Uni<Member> add(UnitOfWork work, Caller caller, UUID teamId, String email, Role role) {
        Action entering = Action.of("member.add", "team", teamId);
        return gate.enterAsOwner(work, caller, teamId, entering)
                .chain(() -> requireRoom(work, teamId))
                .chain(() -> people.findByEmail(work, email))
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("email", "nobody with this address has signed up"))
                .call(person -> teams.requireRoom(work, person.id()))
                .flatMap(person -> insert(work, teamId, person, role))
                .call(member -> audit.done(
                        work,
                        caller,
                        teamId,
                        Action.of("member.add", "person", member.personId()),
                        member.email() + " as " + role));
    }

    /** An owner removes anybody, a member only themselves. */
    public Uni<Void> remove(UnitOfWork work, Caller caller, UUID teamId, UUID personId) {
        Action action = Action.of("member.remove", "person", personId);
        return gate.enter(work, caller, teamId, action)
                .chain(() -> personId.equals(caller.personId())
                        ? Uni.createFrom().voidItem()
                        : gate.enterAsOwner(work, caller, teamId, action).replaceWithVoid())
                .chain(() -> rows.lock(work, teamId))
                .chain(() -> rows.role(work, teamId, personId))
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(role -> Role.of(role) == Role.OWNER
                        ? requireAnotherOwner(work, teamId)
                        : Uni.createFrom().voidItem())
                .chain(() -> rows.removeMember(work, teamId, personId))
                .chain(() -> audit.done(work, caller, teamId, action));
    }

    private Uni<Void> requireAnotherOwner(UnitOfWork work, UUID teamId) {
        return rows.countOwners(work, teamId)
                .invoke(owners -> {
                    if (owners <= 1) {
                        throw ProblemException.conflict("The last owner of a team cannot be removed.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireRoom(UnitOfWork work, UUID teamId) {
        return rows.countMembers(work, teamId)
                .invoke(count -> {
                    if (count >= MAX_PER_TEAM) {
                        throw ProblemException.conflict("A team may have " + MAX_PER_TEAM + " members.");
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Member> insert(UnitOfWork work, UUID teamId, Person person, Role role) {
        return work.session()
                .insert(new MembershipRow(teamId, person.id(), role.toString(), work.now()))
                .onFailure(failure -> Database.violates(failure, "membership_once"))
                .transform(failure -> ProblemException.conflict("email", "is a member already"))
                .replaceWith(new Member(person.id(), person.email(), person.name(), role, work.now()));
    }

    private static Member member(PersonOfTeam found) {
        return new Member(found.personId(), found.email(), found.name(), Role.of(found.role()), found.joinedAt());
    }
}
