package io.vagus.controlplane.teams;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.audit.RefusedException;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.identity.Person;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.store.InvitationRow;
import io.vagus.controlplane.teams.store.InvitationRows;
import io.vagus.controlplane.teams.store.InvitationRows.InvitationToTeam;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Invitations as the invited sees them. Whoever holds the link may take one; without it, whoever has the address, if the
 * identity provider says that it is theirs.
 */
@ApplicationScoped
public class OwnInvitations {

    private final InvitationRows rows;
    private final Teams teams;
    private final Members members;
    private final People people;
    private final AuditLog audit;
    private final boolean trustEveryAddress;

    OwnInvitations(
            InvitationRows rows,
            Teams teams,
            Members members,
            People people,
            AuditLog audit,
            @ConfigProperty(name = "vagus.identity.trust-unverified-email") boolean trustEveryAddress) {
        this.rows = rows;
        this.teams = teams;
        this.members = members;
        this.people = people;
        this.audit = audit;
        this.trustEveryAddress = trustEveryAddress;
    }

    /** Those to the caller's address; none while nobody vouches for it. */
    public Uni<Page<Invitation>> page(UnitOfWork work, Caller caller, PageQuery query) {
        caller.requireSession();
        return person(work, caller)
                .flatMap(person -> isTheirs(person)
                        ? rows.to(work, person.email(), query)
                        : Uni.createFrom().item(List.<InvitationToTeam>of()))
                .map(found -> Page.of(
                        query,
                        found,
                        each -> new Cursor("", each.invitation().id),
                        each -> Invitation.of(each, work.now())));
    }

    /** The invitation that the link opens. */
    public Uni<Invitation> open(UnitOfWork work, Caller caller, UUID id, @Nullable String code) {
        return found(work, caller, id, code, "invitation.open").map(found -> Invitation.of(found, work.now()));
    }

    public Uni<Team> accept(UnitOfWork work, Caller caller, UUID id, @Nullable String code) {
        Action action = Action.of("invitation.accept", "invitation", id);
        return decided(work, caller, id, code, action, "accepted")
                .call(row -> members.join(work, caller, row.teamId, Role.of(row.role)))
                .call(row -> audit.done(work, caller, row.teamId, action, "as " + row.role))
                .flatMap(row -> teams.get(work, caller, row.teamId));
    }

    public Uni<Void> decline(UnitOfWork work, Caller caller, UUID id, @Nullable String code) {
        Action action = Action.of("invitation.decline", "invitation", id);
        return decided(work, caller, id, code, action, "declined")
                .call(row -> audit.done(work, caller, row.teamId, action))
                .replaceWithVoid();
    }

    private Uni<InvitationRow> decided(
            UnitOfWork work, Caller caller, UUID id, @Nullable String code, Action action, String state) {
        return found(work, caller, id, code, action.name())
                .call(() -> rows.decide(work, id, state).invoke(count -> {
                    if (count == 0) {
                        throw ProblemException.conflict("The invitation is not open any more. Ask for another one.");
                    }
                }))
                .map(InvitationToTeam::invitation);
    }

    private Uni<InvitationToTeam> found(UnitOfWork work, Caller caller, UUID id, @Nullable String code, String action) {
        caller.requireSession();
        return rows.find(work, id)
                .onItem()
                .ifNull()
                .failWith(ProblemException::notFound)
                .call(found -> InvitationCode.matches(code, found.invitation().codeHash)
                        ? Uni.createFrom().voidItem()
                        : requireAddress(work, caller, found.invitation(), action));
    }

    private Uni<Void> requireAddress(UnitOfWork work, Caller caller, InvitationRow row, String action) {
        return person(work, caller)
                .invoke(person -> {
                    if (!isTheirs(person) || !person.email().equalsIgnoreCase(row.email)) {
                        throw RefusedException.notTheirs(caller, row.teamId, Action.of(action, "invitation", row.id));
                    }
                })
                .replaceWithVoid();
    }

    private boolean isTheirs(Person person) {
        return trustEveryAddress || person.emailVerified();
    }

    private Uni<Person> person(UnitOfWork work, Caller caller) {
        return people.findById(work, caller.personId()).onItem().ifNull().failWith(ProblemException::unauthorized);
    }
}
