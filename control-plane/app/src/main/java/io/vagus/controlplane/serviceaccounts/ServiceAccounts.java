package io.vagus.controlplane.serviceaccounts;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.People;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.Page;
import io.vagus.controlplane.platform.PageQuery;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.serviceaccounts.store.ServiceAccountRows;
import io.vagus.controlplane.serviceaccounts.store.ServiceAccountRows.Found;
import io.vagus.controlplane.teams.Members;
import io.vagus.controlplane.teams.Right;
import io.vagus.controlplane.teams.Role;
import io.vagus.controlplane.teams.TeamGate;
import io.vagus.controlplane.tokens.NewToken;
import io.vagus.controlplane.tokens.Token;
import io.vagus.controlplane.tokens.TokenCreated;
import io.vagus.controlplane.tokens.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Service accounts of a team: made, given a role, deleted, and their tokens. Their role is a membership as a person's is. */
@ApplicationScoped
public class ServiceAccounts {

    /** How many service accounts a team may have. */
    public static final int MAX_PER_TEAM = 100;

    private final ServiceAccountRows rows;
    private final TeamGate gate;
    private final Members members;
    private final People people;
    private final Tokens tokens;
    private final Preconditions preconditions;
    private final AuditLog audit;

    ServiceAccounts(
            ServiceAccountRows rows,
            TeamGate gate,
            Members members,
            People people,
            Tokens tokens,
            Preconditions preconditions,
            AuditLog audit) {
        this.rows = rows;
        this.gate = gate;
        this.members = members;
        this.people = people;
        this.tokens = tokens;
        this.preconditions = preconditions;
        this.audit = audit;
    }

    public Uni<ServiceAccount> create(UnitOfWork work, Caller caller, UUID teamId, String name, Role role) {
        Action entering = Action.of("service-account.create", "team", teamId);
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, entering)
                .invoke(own -> requireRole(caller, teamId, entering, own, role))
                .chain(() -> rows.count(work, teamId))
                .invoke(ServiceAccounts::requireRoom)
                .chain(() -> people.addService(work, teamId, name))
                .call(person -> members.addService(work, teamId, person, role))
                .call(person -> audit.done(
                        work, caller, teamId, action("service-account.create", person.id()), name + " as " + role))
                .map(person -> new ServiceAccount(person.id(), teamId, name, role, work.now()));
    }

    public Uni<Page<ServiceAccount>> page(UnitOfWork work, Caller caller, UUID teamId, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.VIEW, Action.of("service-account.list", "team", teamId))
                .chain(() -> rows.page(work, teamId, query))
                .map(found -> Page.of(
                        query, found, each -> new Cursor(each.name(), each.id()), ServiceAccounts::serviceAccount));
    }

    public Uni<ServiceAccount> change(UnitOfWork work, Caller caller, UUID teamId, UUID id, Role role) {
        Action action = action("service-account.update", id);
        return behind(work, caller, teamId, id, action, role)
                .call(() -> members.changeService(work, teamId, id, role))
                .call(found -> audit.done(work, caller, teamId, action, found.name() + " as " + role))
                .map(found -> new ServiceAccount(id, teamId, found.name(), role, found.createdAt()));
    }

    /** Deletes it with its tokens; what used them is refused at once. */
    public Uni<Void> delete(UnitOfWork work, Caller caller, UUID teamId, UUID id) {
        Action action = action("service-account.delete", id);
        return behind(work, caller, teamId, id, action, null)
                .call(() -> people.remove(work, id))
                .chain(found -> audit.done(work, caller, teamId, action, "named " + found.name()));
    }

    public Uni<Page<Token>> tokens(UnitOfWork work, Caller caller, UUID teamId, UUID id, PageQuery query) {
        return gate.enter(work, caller, teamId, Right.VIEW, action("token.list", id))
                .chain(() -> present(rows.find(work, teamId, id)))
                .chain(() -> tokens.pageOf(work, id, query));
    }

    public Uni<TokenCreated> createToken(UnitOfWork work, Caller caller, UUID teamId, UUID id, NewToken wanted) {
        return behind(work, caller, teamId, id, action("token.create", id), null)
                .chain(() -> tokens.createFor(work, caller, id, teamId, wanted));
    }

    public Uni<Void> deleteToken(UnitOfWork work, Caller caller, UUID teamId, UUID id, UUID tokenId) {
        return behind(work, caller, teamId, id, action("token.delete", id), null)
                .chain(() -> tokens.deleteOf(work, caller, id, teamId, tokenId));
    }

    /** Finds and locks it for somebody who could give its role, and the new one. */
    private Uni<Found> behind(
            UnitOfWork work, Caller caller, UUID teamId, UUID id, Action action, @Nullable Role wanted) {
        return gate.enter(work, caller, teamId, Right.MANAGE_PEOPLE, action)
                .call(() -> members.lockService(work, teamId, id))
                .flatMap(own -> present(rows.find(work, teamId, id)).invoke(found -> {
                    preconditions.require(serviceAccount(found));
                    requireRole(
                            caller, teamId, action, own, serviceAccount(found).role());
                    if (wanted != null) {
                        requireRole(caller, teamId, action, own, wanted);
                    }
                }));
    }

    private static Uni<Found> present(Uni<Found> found) {
        return found.onItem().ifNull().failWith(ProblemException::notFound);
    }

    private static void requireRole(Caller caller, UUID teamId, Action action, Role own, Role role) {
        if (role == Role.OWNER) {
            throw ProblemException.invalid("role", "must not be owner: a machine owns nothing");
        }
        Members.requireCover(caller, teamId, action, own, role);
    }

    private static void requireRoom(long count) {
        if (count >= MAX_PER_TEAM) {
            throw ProblemException.conflict("A team may have " + MAX_PER_TEAM + " service accounts.");
        }
    }

    private static ServiceAccount serviceAccount(Found found) {
        return new ServiceAccount(found.id(), found.teamId(), found.name(), Role.of(found.role()), found.createdAt());
    }

    private static Action action(String name, UUID id) {
        return Action.of(name, "service-account", id);
    }
}
