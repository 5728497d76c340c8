package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.Tenancy;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.MembershipRow;
import io.vagus.controlplane.teams.store.TeamRows;
import io.vagus.controlplane.teams.store.TeamRows.PersonOfTeam;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
    private final Tenancy tenancy;
    private final Preconditions preconditions;
    private final AuditLog audit;

    Members(
            TeamRows rows,
            TeamGate gate,
            Teams teams,
            People people,
            Tenancy tenancy,
            Preconditions preconditions,
            AuditLog audit) {
        this.rows = rows;
        this.gate = gate;
        this.teams = teams;
        this.people = people;
        this.tenancy = tenancy;
        this.preconditions = preconditions;
        this.audit = audit;
    }

    /** The e-mail addresses of those who manage the people of a team; none when there is no such team. */
    public Uni<List<String>> managers(UnitOfWork work, UUID teamId) {
        return rows.emails(work, teamId, List.of(Role.OWNER.toString(), Role.ADMIN.toString()));
    }

    /** Ends the request when the person is a member. */
    public Uni<Void> requireNoMember(UnitOfWork work, UUID teamId, UUID personId) {
        return rows.role(work, teamId, personId)
                .invoke(role -> {
                    if (role != null) {
                        throw ProblemException.conflict("You are a member of this team, as " + role + ".");
                    }
                })
                .replaceWithVoid();
    }

    public Uni<Page<Member>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.VIEW, Action.of("member.list", "team", teamId))
                .flatMap(role -> rows.members(work, teamId, query))
                .map(found -> Page.of(
                        query, found, member -> new Cursor(member.email(), member.personId()), Members::member));
    }

    public Uni<Member> add(UnitOfWork work, Caller caller, UUID teamId, String email, Role role) {
        Action entering = Action.of("member.add", "team", teamId);
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, entering)
                .invoke(own -> requireCover(caller, teamId, entering, own, role))
                .chain(() -> people.findByEmail(work, email))
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("email", "nobody with this address has signed up"))
                .flatMap(person -> insert(work, teamId, person, role))
                .call(member -> audit.done(
                        work,
                        caller,
                        teamId,
                        Action.of("member.add", "person", member.personId()),
                        member.email() + " as " + role));
    }

    /** Who manages people removes those whose role they could give; everybody may leave. */
    public Uni<Void> remove(UnitOfWork work, Caller caller, UUID teamId, UUID personId) {
        Action action = Action.of("member.remove", "person", personId);
        return locked(
                        work,
                        caller,
                        teamId,
                        personId,
                        personId.equals(caller.personId()) ? Right.VIEW : Right.MANAGE_PEOPLE,
                        action,
                        false)
                .chain(() -> rows.removeMember(work, teamId, personId))
                .chain(() -> audit.done(work, caller, teamId, action));
    }

    /** Gives a member another role. */
    public Uni<Member> change(UnitOfWork work, Caller caller, UUID teamId, UUID personId, Role role) {
        Action action = Action.of("member.update", "person", personId);
        return locked(work, caller, teamId, personId, Right.MANAGE_PEOPLE, action, role == Role.OWNER)
                .invoke(own -> requireCover(caller, teamId, action, own, role))
                .chain(() -> rows.changeRole(work, teamId, personId, role.toString()))
                .chain(() -> rows.member(work, teamId, personId))
                .map(Members::member)
                .call(member -> audit.done(work, caller, teamId, action, member.email() + " as " + role));
    }

    /**
     * Holds the team still and lets the caller at one of its members.
     *
     * @param staysOwner false for what would leave the team without an owner, were this the last
     * @return the role of the caller
     */
    private Uni<Role> locked(
            UnitOfWork work,
            Caller caller,
            UUID teamId,
            UUID personId,
            Right right,
            Action action,
            boolean staysOwner) {
        return gate.enter(work, caller, teamId, right, action)
                .call(() -> rows.lock(work, teamId))
                .call(own -> rows.member(work, teamId, personId)
                        .onItem()
                        .ifNull()
                        .failWith(ProblemException::notFound)
                        .map(Members::member)
                        .invoke(preconditions::require)
                        .map(Member::role)
                        .invoke(role -> {
                            if (!personId.equals(caller.personId())) {
                                requireCover(caller, teamId, action, own, role);
                            }
                        })
                        .call(role -> role == Role.OWNER && !staysOwner
                                ? requireAnotherOwner(work, teamId)
                                : Uni.createFrom().voidItem()));
    }

    /** Ends the request of somebody who would hand out, or end, more than they have. */
    public static void requireCover(Caller caller, UUID teamId, Action action, Role own, Role other) {
        if (!own.covers(other)) {
            throw RefusedException.notAllowed(
                    caller, teamId, action, "As " + own + " you may not decide who is " + other + " of the team.");
        }
    }

    /** Makes somebody else an owner and the caller an admin. */
    public Uni<Member> transfer(UnitOfWork work, Caller caller, UUID teamId, UUID personId) {
        Action action = Action.of("team.transfer", "team", teamId);
        return gate.enter(work, caller, teamId, Right.OWN, action)
                .invoke(() -> {
                    if (personId.equals(caller.personId())) {
                        throw ProblemException.invalid("personId", "is an owner already: you");
                    }
                })
                .chain(() -> rows.lock(work, teamId))
                .chain(() -> rows.member(work, teamId, personId))
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.invalid("personId", "is not a member of the team"))
                .chain(() -> rows.changeRole(work, teamId, personId, Role.OWNER.toString()))
                .chain(() -> rows.changeRole(work, teamId, caller.personId(), Role.ADMIN.toString()))
                .chain(() -> rows.member(work, teamId, personId))
                .map(Members::member)
                .call(member -> audit.done(work, caller, teamId, action, "to " + member.email()));
    }

    /** Makes a service account a member of the team that it was just made for. */
    public Uni<Void> addService(UnitOfWork work, UUID teamId, Person service, Role role) {
        return work.session().insert(new MembershipRow(teamId, service.id(), role.toString(), work.now()));
    }

    /** Makes others who change the same service account wait for the end of this unit of work. */
    public Uni<Void> lockService(UnitOfWork work, UUID teamId, UUID serviceId) {
        return rows.lockMembership(work, teamId, serviceId).replaceWithVoid();
    }

    public Uni<Void> changeService(UnitOfWork work, UUID teamId, UUID serviceId, Role role) {
        return rows.changeRole(work, teamId, serviceId, role.toString()).replaceWithVoid();
    }

    /** The teams that have no other person; 409 when another team has no other owner. */
    public Uni<List<UUID>> alone(UnitOfWork work, UUID personId) {
        return rows.onlyOwnerOf(work, personId).map(found -> {
            List<String> stranded = found.stream()
                    .filter(team -> team.people() > 1)
                    .map(TeamRows.OnlyOwner::name)
                    .toList();
            if (!stranded.isEmpty()) {
                throw ProblemException.conflict("You are the only owner of " + String.join(", ", stranded)
                        + ". Make somebody else an owner first, or delete the team.");
            }
            return found.stream().map(TeamRows.OnlyOwner::teamId).toList();
        });
    }

    /** The caller becomes a member, as somebody who could has offered. */
    Uni<Member> join(UnitOfWork work, Caller caller, UUID teamId, Role role) {
        return people.findById(work, caller.personId())
                .onItem()
                .ifNull()
                .failWith(ProblemException::unauthorized)
                .flatMap(person -> insert(work, teamId, person, role));
    }

    private Uni<Void> requireAnotherOwner(UnitOfWork work, UUID teamId) {
        return rows.countOwners(work, teamId)
                .invoke(owners -> {
                    if (owners <= 1) {
                        throw ProblemException.conflict(
                                "A team keeps at least one owner: make somebody else an owner first.");
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

    /** The team is held meanwhile, so that counting is right; the person's teams are counted across the wall. */
    private Uni<Member> insert(UnitOfWork work, UUID teamId, Person person, Role role) {
        return rows.lock(work, teamId)
                .chain(() -> requireRoom(work, teamId))
                .chain(() -> tenancy.widen(work))
                .chain(() -> teams.requireRoom(work, person.id()))
                .chain(() -> tenancy.narrow(work, teamId))
                .chain(() -> work.session().insert(new MembershipRow(teamId, person.id(), role.toString(), work.now())))
                .onFailure(failure -> Database.violates(failure, "membership_once"))
                .transform(failure -> ProblemException.conflict("email", "is a member already"))
                .replaceWith(new Member(person.id(), person.email(), person.name(), role, work.now()));
    }

    private static Member member(PersonOfTeam found) {
        return new Member(found.personId(), found.email(), found.name(), Role.of(found.role()), found.joinedAt());
    }
}
