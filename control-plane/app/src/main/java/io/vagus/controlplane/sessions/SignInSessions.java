package io.vagus.controlplane.sessions;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.audit.Action;
import io.vagus.controlplane.audit.AuditLog;
import io.vagus.controlplane.identity.Caller;
import io.vagus.controlplane.identity.EndedSessions;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.ProblemException;
import io.vagus.controlplane.platform.UnitOfWork;
import io.vagus.controlplane.teams.Membership;
import io.vagus.controlplane.teams.Teams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/**
 * The caller's own sign-ins. Ending one ends it at the identity provider and, for the access tokens that it has already given
 * out, here; the teams of the person see it in their audit logs. Who is not signed in in person has no access token that is asked for.
 */
@ApplicationScoped
public class SignInSessions {

    private final Database database;
    private final IdentityProvider provider;
    private final EndedSessions ended;
    private final Teams teams;
    private final AuditLog audit;

    SignInSessions(Database database, IdentityProvider provider, EndedSessions ended, Teams teams, AuditLog audit) {
        this.database = database;
        this.provider = provider;
        this.ended = ended;
        this.teams = teams;
        this.audit = audit;
    }

    /** All of them, the current one first, then those used last. */
    public Uni<List<SignInSession>> all(Caller caller, Supplier<String> accessToken) {
        caller.requireSession();
        String token = accessToken.get();
        return provider.sessions(token);
    }

    /** Ends one; 404 when the caller has no such sign-in. */
    public Uni<Void> end(Caller caller, Supplier<String> accessToken, String id) {
        caller.requireSession();
        String token = accessToken.get();
        return provider.sessions(token)
                .map(all -> all.stream()
                        .filter(each -> each.id().equals(id))
                        .findAny()
                        .orElseThrow(ProblemException::notFound))
                .flatMap(session -> database.inTransaction(work -> ended.end(work, List.of(id))
                        .chain(() -> tellTeams(work, caller, "session.end", words(session)))
                        .chain(() -> provider.end(token, id))));
    }

    /** Ends all but the current one and says how many there were. */
    public Uni<Integer> endOthers(Caller caller, Supplier<String> accessToken) {
        caller.requireSession();
        String token = accessToken.get();
        return provider.sessions(token)
                .map(all -> all.stream().filter(each -> !each.current()).toList())
                .flatMap(others -> others.isEmpty()
                        ? Uni.createFrom().item(0)
                        : database.inTransaction(work -> ended.end(
                                                work,
                                                others.stream()
                                                        .map(SignInSession::id)
                                                        .toList())
                                        .chain(() -> tellTeams(
                                                work, caller, "session.end-others", others.size() + " other sign-ins"))
                                        .chain(() -> provider.endOthers(token)))
                                .replaceWith(others.size()));
    }

    private Uni<Void> tellTeams(UnitOfWork work, Caller caller, String name, String detail) {
        Action action = Action.of(name, "person", caller.personId());
        return teams.memberships(work, caller.personId())
                .onItem()
                .transformToMulti((List<Membership> all) -> Multi.createFrom().iterable(all))
                .onItem()
                .call(membership -> audit.done(work, caller, membership.teamId(), action, detail))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static String words(SignInSession session) {
        return session.browser() + " on " + session.system();
    }
}
